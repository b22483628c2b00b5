using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Queries;

/// <summary>One page of a question for the last readings of many devices; the cursor is opaque.</summary>
/// <param name="Indicators">One at least, all of one sector.</param>
/// <param name="Site">Null for every site of the area.</param>
/// <param name="Area"><c>VN</c>, a province or commune code, or what is in none of them: where the readings of a device count now.</param>
/// <param name="Limit">At most so many readings in the page.</param>
public sealed record LatestRequest(IReadOnlyList<Indicator> Indicators, string? Site, string Area, int Limit, string? Cursor);

/// <summary>The last reading of one indicator of a device, and where and how the device is now.</summary>
public readonly record struct LatestReading(
    string DeviceId, string SiteId, LinkPhase Link, Indicator Indicator, DateTimeOffset Time, double Value, ReadingFlag Flag);

/// <summary>A page of last readings, device by device in an order that stays, and the cursor of the next one, null at the end.</summary>
public sealed record LatestPage(IReadOnlyList<LatestReading> Readings, string? Next);

/// <summary>Asks many devices' grains at once, <see cref="IDeviceTwinQuery"/> for one.</summary>
public interface ILatestQuery
{
    /// <summary>
    /// Finds one page. A device that sleeps is in it like any other; one that never had a reading of the indicators has none
    /// here. Throws <see cref="InvalidCursorException"/>.
    /// </summary>
    ValueTask<LatestPage> FindPageAsync(LatestRequest request, CancellationToken cancellationToken);
}
