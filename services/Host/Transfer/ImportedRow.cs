using System.Globalization;
using SmartSectors.Http;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Transfer;

/// <summary>A row of an import: a reading, or why it is none.</summary>
/// <param name="Line">Of the file, from 1.</param>
/// <param name="Wrong">Null of a reading.</param>
/// <param name="Topic">Where its device would publish it.</param>
/// <param name="Key">The indicator, as native JSON has it.</param>
internal readonly record struct ImportedRow(long Line, string? Wrong, string Topic, string Key, long TimeMs, double Value)
{
    /// <summary>A row with a time as text, RFC 3339.</summary>
    public static ImportedRow Of(long line, string sector, string site, string device, string indicator, string time, string value) =>
        UtcTimes.TryParse(time, out var moment)
            ? Of(line, sector, site, device, indicator, moment.ToUnixTimeMilliseconds(), value)
            : Wrongly(line, $"'{time}' is no time with its offset, such as 2026-11-22T08:30:00Z");

    /// <summary>Only what would make no sound message is judged here: all else is the platform's to refuse, and to count.</summary>
    public static ImportedRow Of(long line, string sector, string site, string device, string indicator, long timeMs, string value)
    {
        if (!SectorNames.TryParse(sector, out var known)) return Wrongly(line, $"there is no sector '{sector}'");
        if (IdentifierRule.Check(site.AsSpan()) is not IdentifierError.None and var ofSite) return Wrongly(line, $"site '{site}': {ofSite.Describe()}");
        if (IdentifierRule.Check(device.AsSpan()) is not IdentifierError.None and var ofDevice) return Wrongly(line, $"device '{device}': {ofDevice.Describe()}");
        if (indicator.Length == 0 || !indicator.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-'))
            return Wrongly(line, $"'{indicator}' is no indicator");
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return Wrongly(line, $"'{value}' is no number");

        return new ImportedRow(line, null, $"sectors/{known.Name()}/{site}/{device}/telemetry", indicator.ToLowerInvariant(), timeMs, number);
    }

    public static ImportedRow Wrongly(long line, string why) => new(line, why, "", "", 0, 0);
}
