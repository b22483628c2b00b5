using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Queries;

/// <summary>Counts readings by the chunks of whole days; what was not merged into days yet is some minutes' worth.</summary>
public sealed class SqliteReadingCosts(QueryPool pool) : IReadingCosts
{
    public ValueTask<long> CountAboutAsync(
        IReadOnlyList<DeviceSeries> series, DateTimeOffset from, DateTimeOffset to, long enough, CancellationToken cancellationToken) =>
        pool.AskAsync(view => Count(view, series, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), enough, cancellationToken), cancellationToken);

    private static long Count(
        StoreView view, IReadOnlyList<DeviceSeries> series, long fromMs, long toMs, long enough, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var one in series)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (view.FindDevice(one.DeviceId) is { } device) count += device.Partition.CountAbout(device.Index, one.Indicator.Number, fromMs, toMs);
            if (count > enough) break;
        }

        return count;
    }
}
