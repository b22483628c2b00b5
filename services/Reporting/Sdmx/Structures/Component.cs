namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>Where a component of the data structure stands.</summary>
internal enum ComponentLevel
{
    /// <summary>Part of a series' key.</summary>
    Dimension,

    /// <summary>The period.</summary>
    Time,

    /// <summary>What was measured.</summary>
    Measure,

    /// <summary>Said once of a series.</summary>
    Series,

    /// <summary>Said of each observation.</summary>
    Observation,
}

/// <summary>A dimension, measure or attribute of the data structure.</summary>
/// <param name="DataType">SDMX's name of its type; null where it has codes.</param>
/// <param name="CodeList">The id of the list of its codes; null where it has none.</param>
/// <param name="Role">The concept role that SDMX clients know it by; null without one.</param>
internal sealed record Component(string Id, Names Names, ComponentLevel Level, string? CodeList, string? DataType = null, string? Role = null)
{
    /// <summary>Its values are numbers.</summary>
    public bool IsNumber => DataType is "Double" or "Integer";
}
