using System.Runtime.CompilerServices;
using SmartSectors.Http;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Devices;

/// <summary>A range of one device's readings, of which a page is in memory at a time.</summary>
internal static class ReadingPages
{
    /// <summary>In time order; none of a device that is registered and was never heard.</summary>
    public static async IAsyncEnumerable<ReadingPoint> WalkAsync(
        this IReadingQuery readings, string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (string? cursor = null; ;)
        {
            var page = await readings.FindPageAsync(deviceId, indicator, from, to, Paging.MaxLimit, cursor, cancellationToken);
            foreach (var point in page?.Points ?? []) yield return point;
            if ((cursor = page?.Next) is null) yield break;
        }
    }
}
