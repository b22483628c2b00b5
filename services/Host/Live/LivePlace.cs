using System.Globalization;

namespace SmartSectors.Host.Live;

/// <summary>A place in a journal as clients keep it: of which process, and the number of the next entry.</summary>
internal static class LivePlace
{
    public static string Of(Guid process, long next) => string.Create(CultureInfo.InvariantCulture, $"{process:N}-{next}");

    /// <summary>False for a place of another process, or what is none.</summary>
    public static bool TryParse(string? text, Guid process, out long next)
    {
        next = 0;
        var parts = text?.Split('-');
        return parts is [var epoch, var number] && Guid.TryParseExact(epoch, "N", out var of) && of == process
            && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out next);
    }
}
