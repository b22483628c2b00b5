using System.Buffers;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Ingestion.Tests.Support;

/// <summary>What a batch brings to the log, read back from the block that the log would write of it.</summary>
internal sealed class BatchContents
{
    public List<(uint Device, long TimeMs, SampleFlags Flags, double[] Values)> Samples { get; } = [];

    public List<Rejected> Rejections { get; } = [];

    public List<DeviceSeen> Devices { get; } = [];

    public List<SiteSeen> Sites { get; } = [];

    public List<DeviceTerms> Terms { get; } = [];

    public List<uint> Stale { get; } = [];

    /// <summary>Those of the stale that are there if the block names them.</summary>
    public List<uint> Anew { get; } = [];

    public List<DevicePlaced> Places { get; } = [];

    public List<DeviceReported> Conditions { get; } = [];

    public static BatchContents Of(params LogBatch[] batches)
    {
        var contents = new BatchContents();
        var (rented, length) = new BlockBuilder().Build(batches, BlockFlags.None, receiptMs: 0, schemeVersion: 1, producer: 1, sequence: 1);
        var block = rented.AsSpan(0, length);
        var header = BlockHeader.Read(block);
        for (var i = 0; i < header.SectionCount; i++)
        {
            var section = BlockSection.At(block, i);
            contents.AddSamples(section);
            contents.AddControls(section.ControlRecords);
        }

        ArrayPool<byte>.Shared.Return(rented);
        return contents;
    }

    private void AddSamples(BlockSection section)
    {
        var reading = 0;
        for (var i = 0; i < section.SampleCount; i++)
        {
            Samples.Add((section.Devices[i], section.Times[i], section.Flags[i], section.Values.Slice(reading, section.ValueCounts[i]).ToArray()));
            reading += section.ValueCounts[i];
        }
    }

    private void AddControls(ReadOnlySpan<byte> records)
    {
        var reader = new ByteReader(records);
        while (reader.Remaining > 0)
        {
            var kind = (ControlKind)reader.ReadByte();
            var body = new ByteReader(reader.ReadBytes(reader.ReadCount()));
            switch (kind)
            {
                case ControlKind.SiteSeen:
                    Sites.Add(SiteSeen.Read(ref body));
                    break;
                case ControlKind.DeviceSeen:
                    Devices.Add(DeviceSeen.Read(ref body));
                    break;
                case ControlKind.Rejected:
                    Rejections.Add(Rejected.Read(ref body));
                    break;
                case ControlKind.DeviceTerms:
                    Terms.Add(DeviceTerms.Read(ref body));
                    break;
                case ControlKind.DeviceStale:
                    var stale = DeviceStale.Read(ref body);
                    Stale.Add(stale.Device);
                    if (stale.IsBeforeSamples) Anew.Add(stale.Device);
                    break;
                case ControlKind.DeviceReported:
                    Conditions.Add(DeviceReported.Read(ref body));
                    break;
                case ControlKind.DevicePlaced:
                    Places.Add(DevicePlaced.Read(ref body));
                    break;
                default:
                    Assert.Fail($"an unexpected record {kind}");
                    break;
            }
        }
    }
}
