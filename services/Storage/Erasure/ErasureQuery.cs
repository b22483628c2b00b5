using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Erasure;

/// <summary>What the stores tell of erasures.</summary>
public sealed class ErasureQuery(QueryPool pool)
{
    /// <summary>As <see cref="IErasures.ListAsync"/>.</summary>
    public ValueTask<IReadOnlyList<DeviceErasure>?> ListAsync(string deviceId, CancellationToken cancellationToken) => pool.AskAsync<IReadOnlyList<DeviceErasure>?>(
        view => view.FindDevice(deviceId) is { } device ? device.Partition.ErasuresOf(device.Index) : null, cancellationToken);

    /// <summary>As <see cref="IErasures.CountAsync"/>.</summary>
    public ValueTask<long?> CountAsync(string deviceId, DateTimeOffset? from, DateTimeOffset? until, CancellationToken cancellationToken) => pool.AskAsync<long?>(
        view =>
        {
            if (view.FindDevice(deviceId) is not { } device) return null;
            var (fromMs, untilMs) = (from?.ToUnixTimeMilliseconds() ?? long.MinValue, until?.ToUnixTimeMilliseconds() ?? long.MaxValue);
            var count = 0L;
            foreach (var (_, indicator) in device.Partition.SeriesOf(device.Index))
            {
                foreach (var _ in device.Partition.Walk(device.Index, indicator, fromMs, untilMs))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    count++;
                }
            }

            return count;
        },
        cancellationToken);

    /// <summary>Reads the rows of <see cref="ErasureTable.OfDevice"/>.</summary>
    internal static List<DeviceErasure> Read(Statement rows, int device)
    {
        var erasures = new List<DeviceErasure>();
        rows.Bind(1, device);
        while (rows.Step())
        {
            erasures.Add(new DeviceErasure(
                rows.Int(0), rows.Long(1) == long.MinValue ? null : MomentOf(rows.Long(1)), MomentOf(rows.Long(2)), MomentOf(rows.Long(3)), rows.Text(4), rows.Text(5),
                rows.IsNull(6) ? null : MomentOf(rows.Long(6)), rows.IsNull(7) ? null : rows.Long(7), rows.IsNull(8) ? null : MomentOf(rows.Long(8)), rows.Int(9) == 1));
        }

        return erasures;
    }

    private static DateTimeOffset MomentOf(long timeMs) => DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
}
