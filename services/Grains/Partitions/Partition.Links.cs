using SmartSectors.Grains.Log;

namespace SmartSectors.Grains.Partitions;

// What gateways say of their devices' links.
public sealed partial class Partition
{
    private readonly List<int> _leaving = [];

    // A block has its records before its samples, and a device's last readings may be among these: it leaves after them.
    // One that is gone until its gateway names it again may be named in the same block.
    private void Apply(in DeviceStale stale)
    {
        if (stale.IsBeforeSamples) Leave(Numbers.IndexOf(stale.Device));
        else _leaving.Add(Numbers.IndexOf(stale.Device));
    }

    private void ApplyLeaving()
    {
        foreach (var index in _leaving) Leave(index);
        _leaving.Clear();
    }

    private void Leave(int index)
    {
        ref var device = ref DeviceAt(index);
        if (device.LastSeenMs <= 0) return;
        device.LastSeenMs = -device.LastSeenMs;
        Touch(index, ref device);
    }
}
