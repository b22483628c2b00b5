namespace SmartSectors.Fleet.Trouble;

// The command line's text: KIND[=RATE[:SIZE]],…
public sealed partial record TroubleOptions
{
    /// <summary>
    /// Reads <c>all</c> (all fates of messages), <c>sensors</c> (all faults of sensors and clocks), fates with rates
    /// (<c>duplicates=1%,gaps=0.02</c>) and faults with or without rate and size
    /// (<c>stuck,spike=0.1%,silence=1%:6h,drift=1%:20%</c>); later parts overrule earlier ones.
    /// </summary>
    public static bool TryParse(string text, out TroubleOptions options, out IReadOnlyList<string> errors)
    {
        var found = new List<string>();
        options = None;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (changed, error) = options.Read(part);
            options = changed;
            if (error is not null) found.Add(error);
        }
        errors = found;
        return found.Count == 0;
    }

    private (TroubleOptions Options, string? Error) Read(string part)
    {
        if (part.Equals("all", StringComparison.OrdinalIgnoreCase)) return (AllFatesOf(this), null);
        if (part.Equals("sensors", StringComparison.OrdinalIgnoreCase)) return (WithAllFaults(), null);

        var equals = part.IndexOf('=', StringComparison.Ordinal);
        var kind = (equals < 0 ? part : part[..equals]).Trim().ToLowerInvariant();
        var amount = equals < 0 ? null : part[(equals + 1)..];
        if (FaultFacts.All.FirstOrDefault(facts => facts.Name == kind) is { } fault)
        {
            return TroubleText.TryParseFault(fault, amount, out var read)
                ? (With(fault.Kind, read), null)
                : (this, $"--trouble: '{part}' is not {fault.Name}[=RATE[:SIZE]] such as {fault.Name}={TroubleText.Text(fault)}");
        }

        if (With(kind, 0) is null)
        {
            var faults = string.Join(", ", FaultFacts.All.Select(facts => facts.Name));
            return (this, $"--trouble: there is no '{kind}'; the kinds are duplicates, disorder, gaps, malformed, satellite, {faults}, and 'all' and 'sensors'");
        }

        return TroubleText.TryParseShare(amount ?? "", out var rate)
            ? (With(kind, rate)!, null)
            : (this, $"--trouble: '{part}' is not {kind}=RATE with a rate such as 1% or 0.01");
    }

    private static TroubleOptions AllFatesOf(TroubleOptions options) => options with
    {
        Duplicates = All.Duplicates,
        Disorder = All.Disorder,
        Gaps = All.Gaps,
        Malformed = All.Malformed,
        Satellite = All.Satellite,
    };

    private TroubleOptions? With(string fate, double rate) => fate switch
    {
        "duplicates" => this with { Duplicates = rate },
        "disorder" => this with { Disorder = rate },
        "gaps" => this with { Gaps = rate },
        "malformed" => this with { Malformed = rate },
        "satellite" => this with { Satellite = rate },
        _ => null,
    };
}
