using System.Globalization;

namespace SmartSectors.Host.Configuration;

/// <summary>Durations as people write them: a whole number and its unit, such as <c>500ms</c>, <c>60s</c>, <c>20m</c>, <c>12h</c> or <c>7d</c>; <c>0</c> needs none.</summary>
internal static class Duration
{
    public const string Form = "a duration such as 500ms, 60s, 20m, 12h or 7d";

    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text == "0") return true;

        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var length = Units.FirstOrDefault(unit => unit.Unit == text[digits..]).Length;
        if (length == default || !long.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (number > TimeSpan.MaxValue.Ticks / length.Ticks) return false;

        duration = number * length;
        return true;
    }

    /// <summary>In the largest unit that leaves a whole number.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0";
        var (unit, length) = Units.Last(unit => duration.Ticks % unit.Length.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / length.Ticks}{unit}");
    }
}
