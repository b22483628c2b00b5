using System.Globalization;

namespace SmartSectors.Fleet.Trouble;

/// <summary>
/// How often things go wrong. Each rate is a share from 0 (the default: never) to 1. A message has at most one fate.
/// </summary>
public sealed record TroubleOptions
{
    /// <summary>Share of messages that are delivered twice.</summary>
    public double Duplicates { get; init; }

    /// <summary>Share of messages that are delivered after one to three newer ones of the same device.</summary>
    public double Disorder { get; init; }

    /// <summary>Share of messages that are never delivered; a gap is 2 to 10 messages long.</summary>
    public double Gaps { get; init; }

    /// <summary>Share of messages that are broken in one of the ways of <see cref="MalformedKind"/>.</summary>
    public double Malformed { get; init; }

    /// <summary>Share of sites that deliver hours late, in bursts of many samples; nothing else happens to them.</summary>
    public double Satellite { get; init; }

    public static TroubleOptions None { get; } = new();

    /// <summary>Everything at once, at rates that a national network may well see.</summary>
    public static TroubleOptions All { get; } =
        new() { Duplicates = 0.01, Disorder = 0.02, Gaps = 0.02, Malformed = 0.01, Satellite = 0.05 };

    /// <summary>Reads <c>all</c> or <c>duplicates=1%,gaps=0.02</c>; later parts overrule earlier ones.</summary>
    public static bool TryParse(string text, out TroubleOptions options, out IReadOnlyList<string> errors)
    {
        var found = new List<string>();
        options = None;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Equals("all", StringComparison.OrdinalIgnoreCase))
            {
                options = All;
                continue;
            }
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !TryParseRate(part[(equals + 1)..], out var rate))
            {
                found.Add($"--trouble: '{part}' is not KIND=RATE with a rate such as 1% or 0.01, nor 'all'");
            }
            else if (options.With(part[..equals].Trim(), rate) is { } changed)
            {
                options = changed;
            }
            else
            {
                found.Add($"--trouble: there is no '{part[..equals]}'; the kinds are duplicates, disorder, gaps, malformed, satellite");
            }
        }
        errors = found;
        return found.Count == 0;
    }

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
    }

    private TroubleOptions? With(string kind, double rate) => kind.ToLowerInvariant() switch
    {
        "duplicates" => this with { Duplicates = rate },
        "disorder" => this with { Disorder = rate },
        "gaps" => this with { Gaps = rate },
        "malformed" => this with { Malformed = rate },
        "satellite" => this with { Satellite = rate },
        _ => null,
    };

    private static bool TryParseRate(string text, out double rate)
    {
        text = text.Trim();
        var percent = text.EndsWith('%');
        var parsed = double.TryParse(
            percent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out rate);
        if (percent) rate /= 100;
        return parsed;
    }
}
