using System.Text;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Queries;

/// <summary>Where a page of unknown indicators ended, opaque to clients: sector, name and unit, in the order in which SQLite compares them.</summary>
internal static class UnknownCursor
{
    private const char Separator = '\0'; // an MQTT string has none, and what JSON writes for one is kept in another form

    // SQLite compares the bytes of UTF-8, which is not the order of UTF-16 beyond the basic plane.
    public static Comparer<UnknownKey> Order { get; } = Comparer<UnknownKey>.Create((a, b) =>
        a.Sector != b.Sector ? a.Sector.CompareTo(b.Sector)
        : Compare(a.Name, b.Name) is not 0 and var byName ? byName
        : Compare(a.Unit, b.Unit));

    public static string After(UnknownKey key) =>
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes($"{(char)key.Sector}{key.Name}{Separator}{key.Unit}"));

    public static UnknownKey Parse(string cursor)
    {
        var bytes = new byte[cursor.Length / 2];
        if (Convert.FromHexString(cursor, bytes, out _, out _) is not System.Buffers.OperationStatus.Done) throw new InvalidCursorException(cursor);
        var text = Encoding.UTF8.GetString(bytes);
        var separator = text.LastIndexOf(Separator);
        return separator > 0 && Enum.IsDefined((Sector)text[0])
            ? new UnknownKey((Sector)text[0], text[1..separator], text[(separator + 1)..])
            : throw new InvalidCursorException(cursor);
    }

    private static int Compare(string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
}
