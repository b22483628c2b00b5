using System.Globalization;
using SmartSectors.Grains;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Roles;

/// <summary>A place among the last readings, opaque to clients: after an indicator of a device, or before all of it where that is 0.</summary>
internal readonly record struct LatestCursor(int Partition, int Device, int Indicator)
{
    public static LatestCursor Parse(string? cursor)
    {
        if (cursor is null) return default;
        var parts = cursor.Split('-');
        var numbers = new int[3];
        if (parts.Length != numbers.Length) throw new InvalidCursorException(cursor);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) throw new InvalidCursorException(cursor);
        }

        return numbers[0] < Numbers.PartitionCount ? new LatestCursor(numbers[0], numbers[1], numbers[2]) : throw new InvalidCursorException(cursor);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}-{Device}-{Indicator}");
}
