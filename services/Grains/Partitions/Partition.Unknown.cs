using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

// Readings of unknown indicators: they are rejected and kept beside, and taken in by an operator's order that the log
// carries with the readings themselves. Up to which of a name they were taken is state, so no order counts twice.
public sealed partial class Partition
{
    private readonly Dictionary<UnknownKey, long> _takenUpTo = [];
    private long _lastKept;

    /// <summary>The last of a name's kept readings that was taken in; 0 for none.</summary>
    public long TakenUpTo(in UnknownKey key) => _takenUpTo.GetValueOrDefault(key);

    private void Keep(int device, int site, in UnknownReading reading) => _commit.Unknown.Add(new UnknownRow(
        new UnknownKey(_sites[site].Sector, reading.Name, reading.Unit),
        new KeptReading(++_lastKept, device, site, reading.TimeMs, reading.Value), _receiptMs));

    private void Apply(TakenIn taken)
    {
        foreach (var reading in taken.Readings)
        {
            if (reading.Sequence <= _takenUpTo.GetValueOrDefault(taken.Key)) continue;
            _takenUpTo[taken.Key] = reading.Sequence;
            TakeIn(reading, taken.Indicator);
        }

        if (taken.Readings.Count > 0) _commit.Taken[taken.Key] = _takenUpTo[taken.Key];
    }

    // From rejected to whatever becomes of it now, as any late reading. The device is not heard by it.
    private void TakeIn(in KeptReading reading, ushort indicator)
    {
        ref var device = ref DeviceAt(reading.Device);
        Touch(reading.Device, ref device);
        TouchSite(reading.Site, _sites[reading.Site]);
        Reject(reading.Device, reading.Site, RejectReason.UnknownIndicator, -1);
        if (Math.Abs(reading.Value) > NativeJsonDecoder.LargestValue)
        {
            Reject(reading.Device, reading.Site, RejectReason.OutOfRange, 1); // in the indicator's unit
            return;
        }

        // Where the receipts of the quarter-hour are counted, it comes now.
        NoteReceipt(ref device);
        device.ReceivedBefore--;
        device.Ledger.Received--;
        _sites[reading.Site].Ledger.Received--;
        var (lastSeen, clock) = (device.LastSeenMs, device.Clock);
        ApplySample(reading.Device, reading.TimeMs, SampleFlags.None, [indicator], [reading.Value + 0.0]);
        (device.LastSeenMs, device.Clock) = (lastSeen, clock);
    }

    private void WriteUnknown(ref ByteWriter head)
    {
        head.WriteVarint((ulong)_lastKept);
        head.WriteVarint((ulong)_takenUpTo.Count);
        foreach (var (key, sequence) in _takenUpTo)
        {
            key.Write(ref head);
            head.WriteVarint((ulong)sequence);
        }
    }

    private void ReadUnknown(ref ByteReader head)
    {
        _lastKept = (long)head.ReadVarint();
        for (var left = head.ReadVarint(); left > 0; left--) _takenUpTo[UnknownKey.Read(ref head)] = (long)head.ReadVarint();
    }
}
