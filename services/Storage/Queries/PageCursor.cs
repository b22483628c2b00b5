using System.Globalization;
using System.Text;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Queries;

/// <summary>Where a page ended, opaque to clients: an area and a moment after which the next one begins.</summary>
internal readonly record struct PageCursor(string Area, long AfterMs)
{
    public static PageCursor Parse(string cursor)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromHexString(cursor));
            var colon = text.LastIndexOf('|');
            return new PageCursor(text[..colon], long.Parse(text[(colon + 1)..], CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidCursorException(cursor);
        }
    }

    public override string ToString() =>
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes($"{Area}|{AfterMs.ToString(CultureInfo.InvariantCulture)}"));
}
