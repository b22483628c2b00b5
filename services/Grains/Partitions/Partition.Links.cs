using SmartSectors.Grains.Log;

namespace SmartSectors.Grains.Partitions;

// What gateways say of their devices' links.
public sealed partial class Partition
{
    private readonly List<int> _leaving = [];

    // A block has its records before its samples, and a device's last readings may be among these: it leaves after them.
    private void Apply(in DeviceStale stale) => _leaving.Add(Numbers.IndexOf(stale.Device));

    private void ApplyLeaving()
    {
        foreach (var index in _leaving)
        {
            ref var device = ref DeviceAt(index);
            if (device.LastSeenMs <= 0) continue;
            device.LastSeenMs = -device.LastSeenMs;
            Touch(index, ref device);
        }

        _leaving.Clear();
    }
}
