using System.Text;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>One sample as a device sends it.</summary>
/// <param name="Place">Null where it did not tell.</param>
internal sealed record WorldSample(WorldDevice Device, long TimeMs, IReadOnlyList<(Indicator Indicator, double Value)> Values, WorldPlace? Place);

/// <summary>A block of the log in the words of the test; the platform sees only its bytes.</summary>
/// <param name="Controls">Records of <c>ControlRecords.cs</c>, each with its partition; they come before the samples.</param>
internal sealed record LogBlock(
    long ReceiptMs, bool Started, IReadOnlyList<(int Partition, object Record)> Controls, IReadOnlyList<WorldSample> Samples)
{
    public byte[] Encode()
    {
        var batch = new PlainBatch();
        foreach (var (partition, record) in Controls) Add(batch, partition, record);
        foreach (var sample in Samples)
        {
            batch.BeginSample(sample.Device.Number, sample.TimeMs, sample.Place is null ? SampleFlags.None : SampleFlags.Placed);
            if (sample.Place is { } place) Add(batch, Numbers.PartitionOf(sample.Device.Number), PlacedOf(sample, place));
            foreach (var (indicator, value) in sample.Values) Assert.True(batch.TryAddValue(indicator.Number, value));
        }

        return batch.ToBlock(ReceiptMs, Started ? BlockFlags.Started : BlockFlags.None);
    }

    private static DevicePlaced PlacedOf(WorldSample sample, WorldPlace place) => new(
        sample.Device.Number, place.Shard?.Number ?? Numbers.None,
        place.Shard is { } shard ? byte.Parse(shard.Commune, System.Globalization.CultureInfo.InvariantCulture) : (byte)0,
        sample.TimeMs, place.Position.Latitude, place.Position.Longitude);

    private static void Add(PlainBatch batch, int partition, object record)
    {
        switch (record)
        {
            case SiteSeen seen: batch.AddControl(partition, ControlKind.SiteSeen, seen.Write); break;
            case DeviceSeen seen: batch.AddControl(partition, ControlKind.DeviceSeen, seen.Write); break;
            case SiteAssigned assigned: batch.AddControl(partition, ControlKind.SiteAssigned, assigned.Write); break;
            case DevicePlaced placed: batch.AddControl(partition, ControlKind.DevicePlaced, placed.Write); break;
            case DeviceMoved moved: batch.AddControl(partition, ControlKind.DeviceMoved, moved.Write); break;
            case DeviceStale stale: batch.AddControl(partition, ControlKind.DeviceStale, stale.Write); break;
            case TakenIn taken: batch.AddControl(partition, ControlKind.TakenIn, taken.Write); break;
            case SchemeChanged changed: batch.AddControl(partition, ControlKind.SchemeChanged, changed.Write); break;
            case DeviceTerms terms: batch.AddControl(partition, ControlKind.DeviceTerms, terms.Write); break;
            case DeviceReported reported: batch.AddControl(partition, ControlKind.DeviceReported, reported.Write); break;
            case DeviceErased erased: batch.AddControl(partition, ControlKind.DeviceErased, erased.Write); break;
            case Rejected rejected:
                batch.AddControl(partition, ControlKind.Rejected, (ref writer) =>
                    {
                        Rejected.Write(ref writer, rejected.Device, rejected.Reason, rejected.Count, Encoding.UTF8.GetBytes(rejected.Topic), rejected.Body);
                        if (rejected.Unknown is { } unknown)
                            UnknownReading.Write(ref writer, Encoding.UTF8.GetBytes(unknown.Name), Encoding.UTF8.GetBytes(unknown.Unit), unknown.TimeMs, unknown.Value);
                    });
                break;
            default: throw new ArgumentException($"no control record: {record}");
        }
    }
}
