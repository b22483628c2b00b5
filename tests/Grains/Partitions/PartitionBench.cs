using System.Globalization;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Grains.Tests.Proofs;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Partitions;

/// <summary>One partition with two sites, and two devices at the first; blocks are applied as they are given.</summary>
internal sealed class PartitionBench : IDisposable
{
    public static readonly long NoonMs = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.FromHours(7)).ToUnixTimeMilliseconds();

    private readonly PartitionRig _rig;

    public PartitionBench(int number, PartitionOptions? options = null)
    {
        Number = number;
        _rig = new PartitionRig([number], options ?? new PartitionOptions(), compactionFanOut: 4);
    }

    public int Number { get; }

    public StoreContents Stored
    {
        get
        {
            _rig.CommitAll();
            return new StoreContents(_rig, _rig.Partitions[0]);
        }
    }

    public uint Site(int index) => Numbers.Of(Number, index);

    public uint Device(int index) => Numbers.Of(Number, index);

    public static Indicator Indicator(string code) =>
        SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators).Single(indicator => indicator.Code == code);

    /// <summary>The first block: who is there.</summary>
    public void Begin(long receiptMs) => Apply(receiptMs, BlockFlags.Started, batch =>
    {
        for (var i = 1; i <= 2; i++)
        {
            var (site, device) = (Site(i), Device(i));
            batch.AddControl(Number, ControlKind.SiteSeen, new SiteSeen(site, Sector.Agriculture, $"site-{i}", "00004").Write);
            batch.AddControl(Number, ControlKind.DeviceSeen, new DeviceSeen(device, Site(1), $"device-{i}").Write);
        }
    });

    public void Start(long receiptMs) => Apply(receiptMs, BlockFlags.Started, _ => { });

    public void Tick(long receiptMs) => Apply(receiptMs, BlockFlags.None, _ => { });

    public void Receive(long receiptMs, string indicator, params (long TimeMs, double Value)[] readings) =>
        Receive(receiptMs, indicator, device: 1, readings);

    public void Receive(long receiptMs, string indicator, int device, params (long TimeMs, double Value)[] readings) =>
        Apply(receiptMs, BlockFlags.None, batch =>
        {
            foreach (var (timeMs, value) in readings)
            {
                batch.BeginSample(Device(device), timeMs, SampleFlags.None);
                batch.TryAddValue(Indicator(indicator).Number, value);
            }
        });

    /// <summary>The first device's readings with where it was, each a message of its own; a province of null is none.</summary>
    public void Receive(long receiptMs, string indicator, params (long TimeMs, double Value, Position At, string? Province)[] readings) =>
        Apply(receiptMs, BlockFlags.None, batch =>
        {
            foreach (var (timeMs, value, at, province) in readings)
            {
                batch.BeginSample(Device(1), timeMs, SampleFlags.Placed);
                if (!double.IsNaN(value)) batch.TryAddValue(Indicator(indicator).Number, value);
                var (shard, number) = province is null ? (0U, (byte)0) : (Roaming(province), byte.Parse(province, CultureInfo.InvariantCulture));
                batch.AddControl(Number, ControlKind.DevicePlaced, new DevicePlaced(Device(1), shard, number, timeMs, at.Latitude, at.Longitude).Write);
            }
        });

    /// <summary>The shard of the first site for what roams in a province.</summary>
    public uint Roaming(string province) => Site(2 + int.Parse(province, CultureInfo.InvariantCulture));

    /// <summary>The device's gateway takes leave of it, or begins anew, in one block with a reading if there is one.</summary>
    public void Leave(long receiptMs, string indicator, double? value, bool isUntilBorn = false) => Apply(receiptMs, BlockFlags.None, batch =>
    {
        if (value is { } last)
        {
            batch.BeginSample(Device(1), receiptMs, SampleFlags.None);
            batch.TryAddValue(Indicator(indicator).Number, last);
        }

        batch.AddControl(Number, ControlKind.DeviceStale, new DeviceStale(Device(1), isUntilBorn).Write);
    });

    /// <summary>Readings of the first device without a time of their own.</summary>
    public void ReceiveStamped(long receiptMs, string indicator, double value) => Apply(receiptMs, BlockFlags.None, batch =>
    {
        batch.BeginSample(Device(1), receiptMs, SampleFlags.ServerStamped);
        batch.TryAddValue(Indicator(indicator).Number, value);
    });

    /// <summary>The log's clock.</summary>
    public long ClockMs => _rig.Partitions[0].ClockMs;

    /// <summary>What the grain says of the first device.</summary>
    public DeviceState State => _rig.Partitions[0].FindDevice(1)!;

    public void Move(long receiptMs, int site, long fromMs) => Apply(receiptMs, BlockFlags.None, batch =>
        batch.AddControl(Number, ControlKind.DeviceMoved, new DeviceMoved(Device(1), Site(site), fromMs).Write));

    /// <summary>What registration and profile say of a device.</summary>
    public void Say(long receiptMs, Terms terms, long fromMs = long.MinValue, long sequence = 1, int device = 1) => Apply(receiptMs, BlockFlags.None, batch =>
        batch.AddControl(Number, ControlKind.DeviceTerms, new DeviceTerms(Device(device), fromMs, sequence, terms).Write));

    /// <summary>What a source says of the first device's condition.</summary>
    public void Report(long receiptMs, ConditionSource source, DeviceCondition condition, long fromMs, long untilMs = long.MaxValue) =>
        Apply(receiptMs, BlockFlags.None, batch => batch.AddControl(
            Number, ControlKind.DeviceReported, new DeviceReported(Device(1), source, condition, fromMs, untilMs).Write));

    /// <summary>The newest terms of each device that has any.</summary>
    public IReadOnlyList<(uint Device, Terms Terms)> KnownTerms => _rig.Partitions[0].KnownTerms();

    /// <summary>A page of the devices' state as it was last committed.</summary>
    public byte[] ReadDevicePage(int page) => _rig.Store.ReadPage(Number, StatePageKind.Devices, page);

    /// <summary>The process ends without a word and starts again.</summary>
    public void Kill() => _rig.Kill();

    /// <summary>The same, and its database is changed meanwhile.</summary>
    public void Kill(Action<string> meanwhile) => _rig.Kill(meanwhile);

    public Partition Partition => _rig.Partitions[0];

    public void Dispose() => _rig.Dispose();

    private void Apply(long receiptMs, BlockFlags flags, Action<PlainBatch> fill)
    {
        var batch = new PlainBatch();
        fill(batch);
        _rig.Append(batch.ToBlock(receiptMs, flags));
        _rig.Apply(() => false);
    }
}
