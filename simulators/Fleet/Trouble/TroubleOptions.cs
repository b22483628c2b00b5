namespace SmartSectors.Fleet.Trouble;

/// <summary>
/// How often things go wrong. Each rate is a share from 0 (the default: never) to 1. A message has at most one fate;
/// sensors, clocks and silences fail independently of it.
/// </summary>
public sealed partial record TroubleOptions
{
    /// <summary>Share of messages that are delivered twice.</summary>
    public double Duplicates { get; init; }

    /// <summary>Share of messages that are delivered after one to three newer ones of the same device.</summary>
    public double Disorder { get; init; }

    /// <summary>Share of messages that are never delivered; a gap is 2 to 10 messages long.</summary>
    public double Gaps { get; init; }

    /// <summary>Share of messages that are broken in one of the ways of <see cref="MalformedKind"/>.</summary>
    public double Malformed { get; init; }

    /// <summary>
    /// Share of sites that deliver hours late, in bursts of many samples; nothing else happens to their messages and
    /// clocks, while their sensors fail as others do.
    /// </summary>
    public double Satellite { get; init; }

    /// <summary>Sensors that repeat their last value (<see cref="FaultKind.Stuck"/>).</summary>
    public FaultOptions Stuck { get; init; }

    /// <summary>Sensors that drift (<see cref="FaultKind.Drift"/>).</summary>
    public FaultOptions Drift { get; init; }

    /// <summary>Single readings that stand out (<see cref="FaultKind.Spike"/>).</summary>
    public FaultOptions Spike { get; init; }

    /// <summary>Readings outside the suspect span (<see cref="FaultKind.Range"/>).</summary>
    public FaultOptions Range { get; init; }

    /// <summary>Devices of which nothing is delivered (<see cref="FaultKind.Silence"/>).</summary>
    public FaultOptions Silence { get; init; }

    /// <summary>Clocks that run wrongly (<see cref="FaultKind.ClockDrift"/>).</summary>
    public FaultOptions ClockDrift { get; init; }

    /// <summary>Clocks that are set wrongly (<see cref="FaultKind.ClockJump"/>).</summary>
    public FaultOptions ClockJump { get; init; }

    public static TroubleOptions None { get; } = new();

    /// <summary>All fates of messages at once, at rates that a national network may well see.</summary>
    public static TroubleOptions All { get; } =
        new() { Duplicates = 0.01, Disorder = 0.02, Gaps = 0.02, Malformed = 0.01, Satellite = 0.05 };

    /// <summary>The same with every fault of sensors and clocks at its default.</summary>
    public TroubleOptions WithAllFaults() => FaultFacts.All.Aggregate(this, (options, facts) => options.With(facts.Kind, facts.Default));

    /// <summary>How often and how greatly a kind of fault occurs.</summary>
    public FaultOptions this[FaultKind kind] => kind switch
    {
        FaultKind.Stuck => Stuck,
        FaultKind.Drift => Drift,
        FaultKind.Spike => Spike,
        FaultKind.Range => Range,
        FaultKind.Silence => Silence,
        FaultKind.ClockDrift => ClockDrift,
        FaultKind.ClockJump => ClockJump,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "BUG: a kind without options"),
    };

    /// <summary>The same with other options of one kind of fault.</summary>
    public TroubleOptions With(FaultKind kind, FaultOptions fault) => kind switch
    {
        FaultKind.Stuck => this with { Stuck = fault },
        FaultKind.Drift => this with { Drift = fault },
        FaultKind.Spike => this with { Spike = fault },
        FaultKind.Range => this with { Range = fault },
        FaultKind.Silence => this with { Silence = fault },
        FaultKind.ClockDrift => this with { ClockDrift = fault },
        FaultKind.ClockJump => this with { ClockJump = fault },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "BUG: a kind without options"),
    };

    /// <summary>The same with a kind of fault as often as this, and as great as it is by default.</summary>
    public TroubleOptions WithShare(FaultKind kind, double share) => With(kind, FaultFacts.Of(kind).Default with { Share = share });

    /// <summary>What happens to a device of a satellite site.</summary>
    internal TroubleOptions ForSatellite() => this with { Silence = default, ClockDrift = default, ClockJump = default };

    internal IEnumerable<string> Validate()
    {
        foreach (var (name, rate) in new[]
        {
            ("duplicates", Duplicates), ("disorder", Disorder), ("gaps", Gaps), ("malformed", Malformed), ("satellite", Satellite),
        })
        {
            if (rate is not (>= 0 and <= 1)) yield return $"--trouble: {name} must be from 0 to 1 (100%)";
        }
        if (Duplicates + Disorder + Gaps + Malformed > 1)
        {
            yield return "--trouble: duplicates, disorder, gaps and malformed are shares of the same messages and exceed 100% together";
        }

        foreach (var facts in FaultFacts.All)
        {
            var fault = this[facts.Kind];
            if (fault.Share is not (>= 0 and <= FaultFacts.LargestShare)) yield return $"--trouble: {facts.Name} must be from 0 to 33% of the readings";
            if (fault.Share > 0 && !(fault.Size >= facts.SmallestSize && fault.Size <= facts.LargestSize))
                yield return $"--trouble: the size of {facts.Name} must be from {TroubleText.Size(facts, facts.SmallestSize)} to {TroubleText.Size(facts, facts.LargestSize)}";
        }
    }
}
