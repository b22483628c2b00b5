using SmartSectors.Http;
using SmartSectors.Operations.Devices;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Readings;

/// <summary>A part of one series, or all of it brought down to a few readings.</summary>
internal readonly record struct SeriesPart(DeviceSeries Of, IReadOnlyList<ReadingPoint> Points, SampledReadings? Sampled);

/// <summary>Pages over several series, one after the other, in each by time.</summary>
internal sealed class SeriesPages(IReadingQuery readings, IReadOnlyList<DeviceSeries> series, TimeRange range, SampleQuestion? sample)
{
    /// <summary>A page, with every series that it comes to, also those without readings. Throws <see cref="InvalidCursorException"/>.</summary>
    /// <param name="limit">At most so many readings; with a sample a series is not cut, and the page ends with the one that reaches it.</param>
    public async Task<(IReadOnlyList<SeriesPart> Parts, string? Next)> FindAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var parts = new List<SeriesPart>();
        var from = cursor is null ? default : SeriesCursor.Parse(cursor);
        for (var i = cursor is null ? 0 : from.IndexIn(series); i < series.Count; i++)
        {
            if (limit <= 0) return (parts, new SeriesCursor(series[i].DeviceId, series[i].Indicator.Code, null).ToString());
            var (part, next) = await ReadAsync(series[i], cursor is null ? null : from.WithinOf(series[i]), limit, cancellationToken);
            parts.Add(part);
            limit -= part.Points.Count;
            if (next is not null) return (parts, new SeriesCursor(series[i].DeviceId, series[i].Indicator.Code, next).ToString());
        }

        return (parts, null);
    }

    private async ValueTask<(SeriesPart Part, string? Next)> ReadAsync(DeviceSeries one, string? within, int limit, CancellationToken cancellationToken)
    {
        if (sample is not { } asked)
        {
            // Null of a device that is registered and was never heard.
            var page = await readings.FindPageAsync(one.DeviceId, one.Indicator, range.From, range.To, limit, within, cancellationToken);
            return (new SeriesPart(one, page?.Points ?? [], null), page?.Next);
        }

        var sampled = await readings.SampleAsync(one.DeviceId, one.Indicator, range.From, range.To, asked.Method, asked.Points, cancellationToken)
            ?? SampledReadings.None(one.Indicator, range.From, range.To);
        return (new SeriesPart(one, sampled.Points, sampled), null);
    }
}
