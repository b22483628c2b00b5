using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Layout;

/// <summary>A kind of device.</summary>
/// <param name="Code">Its profile in the registry.</param>
/// <param name="IdPrefix">What the ids of such devices begin with.</param>
/// <param name="Period">The shortest nominal period of its indicators; a message carries all of them.</param>
/// <param name="Channels">Makes the signals of one device from the weather at its site, its site's seed and its own.</param>
internal sealed record DeviceProfile(
    string Code, string IdPrefix, TimeSpan Period, Func<Weather, Seed, Seed, Channel[]> Channels)
{
    /// <summary>The speed limit that it is registered with, km/h; null for what does not drive.</summary>
    public double? SpeedLimit { get; init; }

    /// <summary>The share of such devices that drive to another province, and tell where they are.</summary>
    public double Roaming { get; init; }
}
