namespace SmartSectors.Telemetry.Decoding;

/// <summary>Reads the times that gateways write, to the millisecond.</summary>
/// <remarks>
/// RFC 3339 §5.6: <c>YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)</c>, with any number of decimals (ChirpStack and The Things
/// Stack write nine, which the runtime's own parser does not take); a space or t for T and <c>±hhmm</c> pass as well. A time
/// without an offset is refused: nobody can say where it was meant.
/// </remarks>
internal static class Rfc3339
{
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length < "2000-01-01T00:00:00Z".Length) return false;
        if (text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ') || text[13] != ':' || text[16] != ':')
            return false;
        if (!TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)) return false;
        if (!TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)) return false;
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month)) return false;
        if (hour > 23 || minute > 59 || second > 60) return false; // 60 is a leap second, told as the next one

        var rest = text[19..];
        var ms = 0;
        if (rest[0] == '.' && !TryFraction(ref rest, out ms)) return false;
        if (!TryOffset(rest, out var offsetMinutes)) return false;

        var minutes = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Days * 1440L;
        unixMs = ((((minutes + (hour * 60) + minute - offsetMinutes) * 60) + second) * 1000) + ms;
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out int ms)
    {
        ms = 0;
        var at = 1;
        for (; at < rest.Length && (uint)(rest[at] - '0') <= 9; at++)
            if (at <= 3) ms = (ms * 10) + rest[at] - '0';
        for (var decimals = at - 1; decimals < 3; decimals++) ms *= 10;
        var hasDigits = at > 1;
        rest = rest[at..];
        return hasDigits;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z' or (byte)'z']) return true;
        if (text.Length is not (5 or 6) || text[0] is not ((byte)'+' or (byte)'-') || (text.Length == 6 && text[3] != ':')) return false;
        if (!TryDigits(text[1..3], out var hours) || !TryDigits(text[^2..], out minutes) || hours > 23 || minutes > 59) return false;

        minutes += hours * 60;
        if (text[0] == '-') minutes = -minutes;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if ((uint)(digit - '0') > 9) return false;
            number = (number * 10) + digit - '0';
        }
        return true;
    }
}
