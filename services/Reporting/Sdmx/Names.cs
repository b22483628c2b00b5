namespace SmartSectors.Reporting.Sdmx;

/// <summary>What something is called for people.</summary>
internal sealed record Names(string Vi, string En)
{
    /// <summary>In a language by its tag: Vietnamese, or English for every other.</summary>
    public string In(string language) => language == "vi" ? Vi : En;
}
