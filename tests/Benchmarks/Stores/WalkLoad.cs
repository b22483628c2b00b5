using SmartSectors.Benchmarks.Partitions;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks.Stores;

/// <summary>The day of walks for the embedded store.</summary>
internal sealed class WalkLoad(int devices) : IDayLoad
{
    public IReadOnlyList<Indicator> Indicators => DayOfWalks.Indicators;

    /// <summary>How many of the devices are in a partition.</summary>
    public static int DevicesOf(int partition, int devices) =>
        (devices / Numbers.PartitionCount) + (partition < devices % Numbers.PartitionCount ? 1 : 0);

    public IPartLoad Part(int partition) => new Walkers(partition, DevicesOf(partition, devices));

    private sealed class Walkers(int partition, int devices) : IPartLoad
    {
        private const int StepsPerMinute = 60_000 / DayOfWalks.StepMs;

        private readonly DayOfWalks _walks = new(partition, devices);

        public void Introduce(LoadBatch batch)
        {
            for (var device = 0; device < devices; device++)
            {
                var site = Numbers.Of(partition, (device / DayOfWalks.DevicesPerSite) + 1);
                if (device % DayOfWalks.DevicesPerSite == 0)
                    batch.AddControl(partition, ControlKind.SiteSeen, new SiteSeen(site, Sector.Agriculture, $"site-{site}", "00004").Write);
                batch.AddControl(partition, ControlKind.DeviceSeen, new DeviceSeen(Numbers.Of(partition, device + 1), site, $"device-{partition}-{device}").Write);
            }
        }

        public void Add(LoadBatch batch, int minute)
        {
            for (var step = 0; step < StepsPerMinute; step++)
            {
                var timeMs = DayOfWalks.BeginMs + (((minute * StepsPerMinute) + step) * (long)DayOfWalks.StepMs);
                for (var device = 0; device < devices; device++)
                {
                    batch.BeginSample(Numbers.Of(partition, device + 1), timeMs, SampleFlags.None);
                    for (var i = 0; i < DayOfWalks.Indicators.Count; i++) batch.TryAddValue(DayOfWalks.Indicators[i].Number, _walks.Next(device, i));
                }
            }
        }
    }
}
