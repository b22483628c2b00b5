using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

// Quarantine: an operator's order to go on behind a block that cannot be applied. Its readings are booked as rejected,
// so that the ledger closes; what it tells of sites and devices holds where it can, for later blocks build on it.
public sealed partial class Partition
{
    private readonly HashSet<long> _quarantined = [];

    /// <summary>Books the block at an offset as rejected when it comes. To be said before any block is applied.</summary>
    public void Quarantine(long offset) => _quarantined.Add(offset);

    private void ApplyQuarantined(in BlockSection section)
    {
        ApplyControls(section.ControlRecords, skipsDamaged: true);
        _placed.Clear();
        _leaving.Clear(); // who left may be heard in the same block, which is not applied

        var left = section.ReadingCount;
        for (var i = 0; i < section.SampleCount && left > 0; i++)
        {
            var count = Math.Min(section.ValueCounts[i], left);
            BookQuarantined(Numbers.IndexOf(section.Devices[i]), count);
            left -= count;
        }

        if (left > 0) BookQuarantined(0, left);
    }

    // A number that was never introduced is charged to nobody.
    private void BookQuarantined(int index, int count)
    {
        if (index >= _devices.Count || (index > 0 && _devices[index].Site == 0)) index = 0;
        var site = index == 0 ? 0 : _devices[index].Site;
        if (index != 0)
        {
            ref var device = ref DeviceAt(index); // Awake: what is touched is written whole.
            Touch(index, ref device);
            NoteReceipt(ref device);
            device.Ledger.Received += count;
        }

        TouchSite(site, _sites[site]);
        _sites[site].Ledger.Received += count;
        Reject(index, site, RejectReason.Quarantined, count);
    }
}
