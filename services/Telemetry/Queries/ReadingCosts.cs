using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Queries;

/// <summary>One device's readings of one indicator.</summary>
public readonly record struct DeviceSeries(string DeviceId, Indicator Indicator);

/// <summary>Tells what a question for readings would read, from what the store keeps of whole days; nothing is decoded for it.</summary>
public interface IReadingCosts
{
    /// <summary>About how many readings the series have in a range; it stops counting once there are more than so many.</summary>
    /// <param name="enough">What is beyond this is of no interest.</param>
    ValueTask<long> CountAboutAsync(
        IReadOnlyList<DeviceSeries> series, DateTimeOffset from, DateTimeOffset to, long enough, CancellationToken cancellationToken);
}

/// <summary>Finds the devices of a site.</summary>
public interface ISiteDevices
{
    /// <summary>The ids of the devices that were heard and are at a site now, in their order; at most so many and one more.</summary>
    ValueTask<IReadOnlyList<string>> FindAsync(string siteId, int limit, CancellationToken cancellationToken);
}
