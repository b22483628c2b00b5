using SmartSectors.Benchmarks.Partitions;
using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Signals;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks.Stores;

/// <summary>The fleets' own signals: devices of all six sectors, each at its kind's period, as their sensors resolve and disturb them.</summary>
internal sealed class FleetLoad(int devices) : IDayLoad
{
    private readonly ILookup<int, IGrouping<string, SimulatedDevice>> _sites = FleetLayout.Build(Enum.GetValues<Sector>(), devices, seed: 1, AreaCatalog.Load()).Devices
        .GroupBy(device => device.Site.Id)
        .Select((site, number) => (site, number))
        .ToLookup(each => each.number % Numbers.PartitionCount, each => each.site);

    public IReadOnlyList<Indicator> Indicators { get; } = [.. SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators)];

    public IPartLoad Part(int partition) => new Sensors(partition, [.. _sites[partition]], Indicators);

    private sealed class Sensors : IPartLoad
    {
        private readonly int _partition;
        private readonly IGrouping<string, SimulatedDevice>[] _sites;
        private readonly List<(SimulatedDevice Device, ushort[] Numbers)> _devices = [];
        private readonly long[] _dueMs;

        public Sensors(int partition, IGrouping<string, SimulatedDevice>[] sites, IReadOnlyList<Indicator> indicators)
        {
            (_partition, _sites) = (partition, sites);
            var numbers = indicators.ToDictionary(indicator => (indicator.Sector, indicator.Code), indicator => indicator.Number);
            foreach (var device in sites.SelectMany(site => site))
                _devices.Add((device, [.. device.Channels.Select(channel => numbers[(device.Site.Sector, channel.Indicator)])]));
            // They do not all report in the same second.
            _dueMs = [.. _devices.Select((each, i) => DayOfWalks.BeginMs + (i * 7_919 % (long)each.Device.Profile.Period.TotalMilliseconds))];
        }

        public void Introduce(LoadBatch batch)
        {
            var number = 0;
            for (var i = 0; i < _sites.Length; i++)
            {
                var site = _sites[i].First().Site;
                batch.AddControl(_partition, ControlKind.SiteSeen, new SiteSeen(Numbers.Of(_partition, i + 1), site.Sector, site.Id, site.Commune).Write);
                foreach (var device in _sites[i])
                    batch.AddControl(_partition, ControlKind.DeviceSeen, new DeviceSeen(Numbers.Of(_partition, ++number), Numbers.Of(_partition, i + 1), device.Device.Id).Write);
            }
        }

        public void Add(LoadBatch batch, int minute)
        {
            var endMs = DayOfWalks.BeginMs + ((minute + 1) * 60_000L);
            for (var i = 0; i < _devices.Count; i++)
            {
                var (device, numbers) = _devices[i];
                var periodMs = (long)device.Profile.Period.TotalMilliseconds;
                for (; _dueMs[i] < endMs; _dueMs[i] += periodMs)
                {
                    batch.BeginSample(Numbers.Of(_partition, i + 1), _dueMs[i], SampleFlags.None);
                    for (var channel = 0; channel < numbers.Length; channel++)
                        batch.TryAddValue(numbers[channel], device.Channels[channel].Measure(new Moment(_dueMs[i], periodMs)));
                }
            }
        }
    }
}
