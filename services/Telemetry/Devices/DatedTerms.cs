namespace SmartSectors.Telemetry.Devices;

/// <summary>A device's terms from a moment on.</summary>
public readonly record struct DatedTerms(long FromMs, Terms Terms)
{
    /// <summary>What is said of the device at a moment.</summary>
    /// <param name="dated">In the order of time.</param>
    public static Terms At(IReadOnlyList<DatedTerms> dated, long timeMs)
    {
        for (var i = dated.Count - 1; i >= 0; i--)
        {
            if (dated[i].FromMs <= timeMs) return dated[i].Terms;
        }

        return Terms.None;
    }
}
