namespace SmartSectors.Reporting.Sdmx;

/// <summary>How much SDMX answers.</summary>
public sealed record SdmxOptions
{
    /// <summary>The public data flow is read without a key, from anywhere: it is made to be published. Else with one that has the role Read.</summary>
    public bool IsOpen { get; init; } = true;

    /// <summary>An answer of more observations is refused with 413 (default 50 million). A month of the nation by days, 37 indicators, has up to 27 million.</summary>
    public long MaxObservations { get; init; } = 50_000_000;

    /// <summary>A series is held while it is written, so one of more periods is refused with 413. Two and a half years of quarter-hours have so many.</summary>
    public int MaxPeriods { get; init; } = 100_000;

    /// <summary>So many answers are written at once, whatever their clients' speed; one more gets 503.</summary>
    public int MaxAnswers { get; init; } = 16;

    /// <summary>A client that takes fewer bytes a second is cut off, ten seconds after it was to have a piece.</summary>
    public int MinBytesPerSecond { get; init; } = 4_096;
}
