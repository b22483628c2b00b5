using System.Globalization;

namespace SmartSectors.Fleet.Trouble;

/// <summary>Rates (<c>1%</c>, <c>0.01</c>), times (<c>90s</c>, <c>30m</c>, <c>6h</c>, <c>2d</c>) and what is made of them.</summary>
internal static class TroubleText
{
    private static readonly (char Unit, double Seconds)[] s_units = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

    /// <summary>Reads <c>RATE</c> or <c>RATE:SIZE</c>; what is left out has its default.</summary>
    public static bool TryParseFault(FaultFacts facts, string? text, out FaultOptions fault)
    {
        fault = facts.Default;
        if (text is null) return true;

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var size = facts.Default.Size;
        if (!TryParseShare(colon < 0 ? text : text[..colon], out var share)) return false;
        if (colon >= 0 && !(facts.IsTime ? TryParseSeconds(text[(colon + 1)..], out size) : TryParseShare(text[(colon + 1)..], out size))) return false;
        fault = new FaultOptions(share, size);
        return true;
    }

    public static bool TryParseShare(string text, out double share)
    {
        text = text.Trim();
        var percent = text.EndsWith('%');
        var parsed = TryParseNumber(percent ? text[..^1] : text, out share);
        if (percent) share /= 100;
        return parsed;
    }

    /// <summary>A fault's default, as it is typed: <c>1%:12h</c>.</summary>
    public static string Text(FaultFacts facts) => $"{Percent(facts.Default.Share)}:{Size(facts, facts.Default.Size)}";

    public static string Size(FaultFacts facts, double size)
    {
        if (!facts.IsTime) return Percent(size);
        var (unit, seconds) = Array.Find(s_units, unit => size >= unit.Seconds && size % unit.Seconds == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{size / seconds}{unit}");
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(share * 100, 6)}%");

    private static bool TryParseSeconds(string text, out double seconds)
    {
        text = text.Trim();
        seconds = 0;
        var (_, unit) = Array.Find(s_units, unit => text.EndsWith(unit.Unit));
        return unit > 0 && TryParseNumber(text[..^1], out seconds) && double.IsFinite(seconds *= unit);
    }

    private static bool TryParseNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}
