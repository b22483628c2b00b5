using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>
/// Limits as the catalogue writes them (indicators.csv, <c>warn</c> and <c>crit</c>):
/// <code>
/// limit      = "site" / clause *( " or " clause )
/// clause     = [ duration ] comparison operand [ "/" duration ] [ " for " duration ]
/// comparison = "&lt;" / "&lt;=" / "&gt;" / "&gt;="
/// operand    = number / parameter [ ( "+" / "-" ) number ]
/// duration   = [ integer ] ( "s" / "min" / "h" / "d" )   ; none is one, but not in front or after "for"
/// </code>
/// A duration in front compares the mean over that rolling period, one after "/" the sum, one after "for" asks that the
/// breach lasts.
/// </summary>
public static partial class LimitText
{
    private const double LargestNumber = 1e9; // |v| > 10⁹ is refused at the door, so no limit beyond it can matter

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(31);

    /// <summary>Reads a limit; what is wrong with it otherwise, to follow its name.</summary>
    public static bool TryParse(string text, [MaybeNullWhen(false)] out Limit limit, [MaybeNullWhen(true)] out string error)
    {
        limit = null;
        if (text == "site")
        {
            limit = Limit.OfSite;
            error = null;
            return true;
        }

        var clauses = new List<LimitClause>();
        foreach (var part in text.Split(" or "))
        {
            if (!TryParseClause(part.Trim(), out var clause, out error)) return false;
            clauses.Add(clause);
        }

        error = Check(clauses);
        if (error is not null) return false;
        limit = new Limit([.. clauses], isOfSite: false);
        return true;
    }

    /// <summary>The canonical text.</summary>
    public static string Write(Limit limit) =>
        limit.IsOfSite ? "site" : string.Join(" or ", limit.Clauses.Select(Write));

    private static string Write(LimitClause clause)
    {
        var number = clause.Number.ToString("R", CultureInfo.InvariantCulture);
        var operand = clause.Parameter is null ? number
            : clause.Number == 0 ? clause.Parameter
            : clause.Number < 0 ? clause.Parameter + number
            : $"{clause.Parameter}+{number}";
        var mean = clause.Statistic is RollingStatistic.Mean ? Write(clause.Rolling) : "";
        var sum = clause.Statistic is RollingStatistic.Sum ? $"/{Write(clause.Rolling)}" : "";
        var sustained = clause.Sustained > TimeSpan.Zero ? $" for {Write(clause.Sustained)}" : "";
        return $"{mean}{clause.Comparison.Sign()}{operand}{sum}{sustained}";
    }

    private static string Write(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        return seconds % 3_600 == 0 ? $"{seconds / 3_600}h" : seconds % 60 == 0 ? $"{seconds / 60}min" : $"{seconds}s";
    }

    private static bool TryParseClause(string text, [MaybeNullWhen(false)] out LimitClause clause, [MaybeNullWhen(true)] out string error)
    {
        clause = null;
        if (ClauseForm().Match(text) is not { Success: true } match)
        {
            error = $"'{text}' is no comparison such as >=4, >limit+20, >50/24h, 24h>45 or >8 for 10 h";
            return false;
        }

        var comparison = match.Groups["sign"].Value switch
        {
            "<" => Comparison.Below,
            "<=" => Comparison.AtOrBelow,
            ">" => Comparison.Above,
            _ => Comparison.AtOrAbove,
        };
        var parameter = match.Groups["parameter"] is { Success: true, Value: var name } ? name : null;
        var digits = parameter is null ? match.Groups["number"].Value : match.Groups["offset"].Value;
        var number = digits.Length == 0 ? 0 : double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!TryDuration(match, "mean", out var mean) || !TryDuration(match, "sum", out var sum) || !TryDuration(match, "lasts", out var lasts))
        {
            error = "a duration must be from 1 second to 31 days";
            return false;
        }

        if ((mean > TimeSpan.Zero ? 1 : 0) + (sum > TimeSpan.Zero ? 1 : 0) + (lasts > TimeSpan.Zero ? 1 : 0) > 1)
        {
            error = $"'{text}' has more than one duration";
            return false;
        }

        clause = new LimitClause(
            comparison, parameter, number, lasts, mean + sum,
            mean > TimeSpan.Zero ? RollingStatistic.Mean : sum > TimeSpan.Zero ? RollingStatistic.Sum : RollingStatistic.None);
        error = Math.Abs(number) <= LargestNumber ? null : "its numbers must be at most 10⁹ in magnitude";
        return error is null;
    }

    private static string? Check(List<LimitClause> clauses)
    {
        if (clauses.Select(clause => clause.Parameter).OfType<string>().Distinct().Count() > 1) return "must name one parameter at most";
        if (!clauses.TrueForAll(clause => clause.IsPlain)) return null;

        var low = clauses.FindAll(clause => clause.Comparison.IsLow());
        var high = clauses.FindAll(clause => !clause.Comparison.IsLow());
        if (low.Count > 1 || high.Count > 1) return "has a side twice";
        return low.Count == 1 && high.Count == 1 && low[0].Number >= high[0].Number ? "must leave room between its sides" : null;
    }

    private static bool TryDuration(Match match, string group, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var unit = match.Groups[group + "Unit"];
        if (!unit.Success) return true;

        var seconds = unit.Value switch { "s" => 1, "min" => 60, "h" => 3_600, _ => 86_400 };
        var count = match.Groups[group].Value is { Length: > 0 } digits ? long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) : 1;
        if (count < 1 || count > s_longest.TotalSeconds / seconds) return false;
        duration = TimeSpan.FromSeconds(count * seconds);
        return true;
    }

    [GeneratedRegex(
        """
        ^(?:(?<mean>[0-9]{1,9})\ ?(?<meanUnit>s|min|h|d)\ ?)?
        (?<sign><=|>=|<|>)\ ?
        (?:(?<number>-?[0-9]+(?:\.[0-9]+)?)|(?<parameter>[a-z][a-z_]{0,31})(?<offset>[+-][0-9]+(?:\.[0-9]+)?)?)
        (?:/(?<sum>[0-9]{1,9})?\ ?(?<sumUnit>s|min|h|d))?
        (?:\ for\ (?<lasts>[0-9]{1,9})\ ?(?<lastsUnit>s|min|h|d))?$
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ClauseForm();
}
