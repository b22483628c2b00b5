namespace SmartSectors.Telemetry.Quality;

/// <summary>What is known of the runs at the first reading of a part of a series.</summary>
public readonly record struct WindowStart
{
    /// <summary>The first of the part is the first of its series.</summary>
    public static readonly WindowStart OfSeries = new() { Known = Kind.OfSeries };

    /// <summary>What precedes the part, if anything, is too long ago to be linked to its first reading: no run goes on through it.</summary>
    public static readonly WindowStart AfterSilence;

    /// <summary>Nothing is known.</summary>
    public static readonly WindowStart Anywhere = new() { Known = Kind.Anywhere };

    private Kind Known { get; init; }

    // Of these states only the runs count.
    private QualityState Least { get; init; }
    private QualityState Most { get; init; }

    private enum Kind : byte { Between, OfSeries, Anywhere }

    internal bool IsOfSeries => Known == Kind.OfSeries;

    internal static WindowStart Between(in QualityState least, in QualityState most) => new() { Least = least, Most = most };

    /// <summary>The shortest and the longest that the runs of a usable first reading may have lasted.</summary>
    internal (QualityState Least, QualityState Most) Bounds(in QualityState forEver) =>
        Known == Kind.Anywhere ? (default, forEver) : (Least, Most);
}
