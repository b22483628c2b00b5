using System.Buffers.Text;
using System.Text;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Readings;

/// <summary>Where a page of several series ended, opaque to clients: a series, and where to go on in it, null for its beginning.</summary>
internal readonly record struct SeriesCursor(string Device, string Indicator, string? Within)
{
    private const char Between = '/'; // in no id and in no code

    /// <summary>Throws <see cref="InvalidCursorException"/>.</summary>
    public static SeriesCursor Parse(string cursor)
    {
        if (!Base64Url.IsValid(cursor)) throw new InvalidCursorException(cursor);
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(Between, 3);
        return parts.Length == 3 ? new SeriesCursor(parts[0], parts[1], parts[2].Length == 0 ? null : parts[2]) : throw new InvalidCursorException(cursor);
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Device}{Between}{Indicator}{Between}{Within}"));

    /// <summary>The first of some series, which are in their order, that is not before it.</summary>
    public int IndexIn(IReadOnlyList<DeviceSeries> series)
    {
        for (var i = 0; i < series.Count; i++)
        {
            var byDevice = string.CompareOrdinal(series[i].DeviceId, Device);
            if (byDevice > 0 || (byDevice == 0 && string.CompareOrdinal(series[i].Indicator.Code, Indicator) >= 0)) return i;
        }

        return series.Count;
    }

    /// <summary>Where it goes on in a series; null for the beginning of any but its own.</summary>
    public string? WithinOf(DeviceSeries series) => series.DeviceId == Device && series.Indicator.Code == Indicator ? Within : null;
}
