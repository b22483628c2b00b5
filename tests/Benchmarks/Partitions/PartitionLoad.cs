using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks.Partitions;

/// <summary>Makes the blocks of a scenario, one a second; the same in every run.</summary>
internal sealed class PartitionLoad(PartitionScenario scenario, int partition)
{
    public const long BeginMs = 1_795_212_000_000;
    private const int DevicesPerSite = 50;

    private readonly Random _random = new(1);
    private readonly BlockBuilder _builder = new();
    private readonly int[] _levels = NewLevels(scenario);
    private readonly PriorityQueue<(int Device, long TimeMs), long> _overtaken = new();
    private int _next;

    /// <summary>Messages that come after a newer one of their device.</summary>
    public int Overtaken { get; private set; }

    public byte[] Block(int second)
    {
        var batch = new LoadBatch();
        if (second == 0) Introduce(batch);
        var nowMs = BeginMs + (second * 1000L);
        while (_overtaken.TryPeek(out var late, out var dueMs) && dueMs <= nowMs)
        {
            _overtaken.Dequeue();
            Add(batch, late.Device, late.TimeMs);
            Overtaken++;
        }

        for (var i = 0; i < scenario.MessagesPerSecond; i++)
        {
            var device = _next;
            _next = (_next + 1) % scenario.Devices;
            var timeMs = nowMs - 1000 + (i * 1000L / scenario.MessagesPerSecond);
            if (_random.NextDouble() >= scenario.Disorder) Add(batch, device, timeMs);
            else _overtaken.Enqueue((device, timeMs), nowMs + (scenario.OverdueMs > 0 ? scenario.OverdueMs : (_random.Next(1, 4) * scenario.StepMs) + 1));
        }

        var (rented, length) = _builder.Build([batch], second == 0 ? BlockFlags.Started : BlockFlags.None, nowMs, 1, 1, (ulong)second + 1);
        var block = rented[..length];
        System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        return block;
    }

    // A walk at a resolution of a tenth, as soil probes have.
    private void Add(LoadBatch batch, int device, long timeMs)
    {
        batch.BeginSample(Numbers.Of(partition, device + 1), timeMs, SampleFlags.None);
        for (var i = 0; i < _indicators.Count; i++)
        {
            ref var level = ref _levels[(device * _indicators.Count) + i];
            level = Math.Clamp(level + _random.Next(-1, 2), 180, 420);
            batch.TryAddValue(_indicators[i].Number, level / 10.0);
        }
    }

    private readonly IReadOnlyList<Indicator> _indicators = scenario.Measured;

    private void Introduce(LoadBatch batch)
    {
        for (var device = 0; device < scenario.Devices; device++)
        {
            var site = Numbers.Of(partition, (device / DevicesPerSite) + 1);
            if (device % DevicesPerSite == 0)
                batch.AddControl(partition, ControlKind.SiteSeen, new SiteSeen(site, Sector.Agriculture, $"site-{site}", "00004").Write);
            batch.AddControl(partition, ControlKind.DeviceSeen, new DeviceSeen(Numbers.Of(partition, device + 1), site, $"device-{device}").Write);
        }
    }

    private static int[] NewLevels(PartitionScenario scenario)
    {
        var levels = new int[scenario.Devices * scenario.Codes.Length];
        var random = new Random(2);
        foreach (ref var level in levels.AsSpan()) level = random.Next(200, 400);
        return levels;
    }
}
