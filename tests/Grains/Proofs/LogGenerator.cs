using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;
using SmartSectors.Telemetry.Trips;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>
/// Makes a random log over a world: live readings, bursts, duplicates, conflicts, disorder, streams whose readings overtake
/// each other, readings late by hours or days, impossible and future times, values outside both spans and values that
/// hardly change, moves, assignments, terms, conditions, rejections, leaves, erasures, schemes that change and restarts.
/// </summary>
internal sealed class LogGenerator
{
    private const long MinuteMs = 60_000;
    private const long HourMs = 60 * MinuteMs;
    private const long DayMs = 24 * HourMs;

    // Local midnight of a day, a month's last minutes, and a moment that is nothing special (2026, +07:00).
    private static readonly DateTimeOffset[] s_begins =
    [
        new(2026, 11, 20, 23, 40, 0, TimeSpan.FromHours(7)),
        new(2026, 11, 30, 22, 5, 0, TimeSpan.FromHours(7)),
        new(2026, 11, 21, 14, 37, 11, TimeSpan.FromHours(7)),
    ];

    private readonly Random _random;
    private readonly World _world;
    private readonly List<WorldSample> _sent = [];
    private readonly HashSet<uint> _introduced = [];
    private readonly HashSet<uint> _assigned = [];
    private readonly Dictionary<(uint Device, Indicator Indicator), double> _stuck = [];
    private readonly Dictionary<int, Dictionary<UnknownKey, long>> _takenIn = [];
    private readonly bool _withLongGaps;
    private readonly SchemeGenerator _schemes;
    private readonly Dictionary<uint, DeviceTerms> _firstTerms = [];
    private long _sequence;
    private long _nowMs;

    public LogGenerator(Random random, World world, bool withLongGaps)
    {
        _random = random;
        _world = world;
        _withLongGaps = withLongGaps;
        _schemes = new SchemeGenerator(random, world);
        _nowMs = s_begins[random.Next(s_begins.Length)].ToUnixTimeMilliseconds() + random.Next(1000);
    }

    /// <summary>Blocks of traffic, then ticks until everything that is late has been revised and the hours are closed.</summary>
    /// <param name="log">What it goes on with; null begins one.</param>
    public List<LogBlock> Make(int blocks, List<LogBlock>? log = null)
    {
        log ??= [];
        for (var i = 0; i < blocks; i++)
        {
            var started = i == 0 || Chance(0.03);
            _nowMs += started && i > 0 ? _random.NextInt64(1, 2 * HourMs) : Gap();
            log.Add(Block(started, log));
        }

        foreach (var pause in (long[])[2 * HourMs, _withLongGaps ? 27 * HourMs : HourMs, 90 * MinuteMs, HourMs])
        {
            _nowMs += pause;
            log.Add(new LogBlock(_nowMs, Started: false, [], []));
        }

        return log;
    }

    private long Gap() => _random.NextDouble() switch
    {
        < 0.3 => _random.NextInt64(0, 1_000),
        < 0.6 => _random.NextInt64(1_000, 30_000),
        < 0.9 => _random.NextInt64(30_000, 12 * MinuteMs),
        < 0.98 => _random.NextInt64(12 * MinuteMs, 3 * HourMs),
        _ => _withLongGaps ? _random.NextInt64(3 * HourMs, 30 * HourMs) : MinuteMs,
    };

    private LogBlock Block(bool started, List<LogBlock> before)
    {
        var controls = new List<(int, object)>();
        var samples = new List<WorldSample>();
        if (!Chance(0.15))
        {
            for (var i = _random.Next(1, 6); i > 0; i--) Send(samples);
        }

        foreach (var sample in samples) Introduce(sample.Device, controls);
        if (Chance(0.08)) controls.Add(Refuse());
        if (Chance(0.05) && Leave() is { } leave) controls.Add(leave);
        for (var i = Chance(0.3) ? _random.Next(1, 6) : 0; i > 0; i--) controls.AddRange(RefuseUnknown());
        if (Chance(0.1)) controls.AddRange(TakeIn(before));
        if (Chance(0.06) && Move() is { } move) controls.Add(move);
        if (Chance(0.08) && ChangeTerms() is { } terms) controls.Add(terms);
        for (var i = Chance(0.15) ? _random.Next(1, 4) : 0; i > 0; i--)
        {
            if (ReportCondition(samples) is { } reported) controls.Add(reported);
        }

        if (Chance(0.05) && Assign() is { } assignment) controls.Add(assignment);
        if (Chance(0.04))
        {
            object changed = _schemes.Next();
            controls.AddRange(_world.Partitions.Select(partition => (partition, changed)));
        }

        if (Chance(0.04) && Erase() is { } erasure) controls.Add(erasure);
        return new LogBlock(_nowMs, started, controls, samples);
    }

    private void Send(List<WorldSample> samples)
    {
        var device = _world.Devices[_random.Next(_world.Devices.Count)];
        switch (_random.NextDouble())
        {
            case < 0.12 when _sent.Count > 0: // again, word for word
                Add(samples, _sent[_random.Next(_sent.Count)]);
                break;
            case < 0.24 when _sent.Count > 0: // the same moments with other values, some of them
                var known = _sent[_random.Next(_sent.Count)];
                Add(samples, known with { Values = [.. known.Values.Select(value => Chance(0.5) ? value : (value.Indicator, ValueOf(value.Indicator)))] });
                break;
            case < 0.34: // what had gathered while the link was down, in any order
                var begin = _nowMs - _random.NextInt64(MinuteMs, 20 * HourMs);
                var step = StepOf(device);
                var times = Enumerable.Range(0, _random.Next(4, 25)).Select(i => begin + (i * step)).Where(time => time <= _nowMs).ToArray();
                if (Chance(0.5)) _random.Shuffle(times);
                foreach (var time in times) Add(samples, SampleAt(device, time));
                break;
            case < 0.42: // a stream, in which a reading may be overtaken by some
                var pace = StepOf(device);
                var sent = Enumerable.Range(0, _random.Next(6, 20)).ToArray();
                foreach (var i in sent.OrderBy(i => Chance(0.3) ? i + _random.Next(1, 5) : i)) Add(samples, SampleAt(device, _nowMs - ((sent.Length - i) * pace)));
                break;
            default:
                Add(samples, SampleAt(device, TimeOf(device)));
                break;
        }
    }

    private void Add(List<WorldSample> samples, WorldSample sample)
    {
        samples.Add(sample);
        _sent.Add(sample);
    }

    private long TimeOf(WorldDevice device)
    {
        var time = _random.NextDouble() switch
        {
            < 0.55 => _nowMs - _random.NextInt64(0, 20_000),
            < 0.62 => _nowMs + _random.NextInt64(0, 300_000),
            < 0.66 => _nowMs + _random.NextInt64(299_999, 300_003),
            < 0.80 => _nowMs - _random.NextInt64(0, 10 * StepOf(device)),
            < 0.90 => _nowMs - _random.NextInt64(0, 5 * HourMs),
            < 0.95 => _nowMs - _random.NextInt64(0, 50 * HourMs),
            < 0.97 => _nowMs - (30 * DayMs) - _random.NextInt64(-1, 2),
            < 0.98 => _nowMs / 1000,
            < 0.99 => _random.NextInt64(),
            _ => _nowMs - (29 * DayMs),
        };

        // Round moments are where windows, slots and holds begin and end, and where readings meet.
        return Chance(0.5) ? time - (time % 30_000) : Chance(0.2) ? time - (time % (15 * MinuteMs)) : time;
    }

    private long StepOf(WorldDevice device) =>
        device.Indicators.Select(indicator => (long)indicator.Period.TotalMilliseconds).Where(period => period > 0).DefaultIfEmpty(MinuteMs).Min()
        / (Chance(0.2) ? 5 : 1);

    private WorldSample SampleAt(WorldDevice device, long timeMs)
    {
        var values = device.Indicators.Where(_ => Chance(0.8)).Select(indicator => (indicator, ValueOf(device, indicator))).ToList();
        if (values.Count == 0) values.Add((device.Indicators[0], ValueOf(device, device.Indicators[0])));
        if (Chance(0.03)) values.Add((values[0].Item1, ValueOf(values[0].Item1))); // one indicator twice at one moment
        var place = device.Roams && Chance(0.9) ? PlaceOf(device) : null;
        if (place is not null && Chance(0.05)) values.Clear(); // a position alone
        return new WorldSample(device, timeMs, values, place);
    }

    // Two provinces with a border on a meridian and one far off; about as far from the border as its error, beside it, at sea,
    // and what is no place on the earth. The same devices at different sites have different shards.
    private WorldPlace PlaceOf(WorldDevice device)
    {
        const double BorderEast = 106.5;
        const double HundredMetres = 0.00096; // degrees of longitude at a latitude of 21
        var (position, province) = _random.NextDouble() switch
        {
            < 0.03 => (new Position(91, 106), null),
            < 0.06 => (new Position(double.NaN, 106), null),
            < 0.09 => (new Position(21, double.PositiveInfinity), null),
            < 0.15 => (new Position(16, 112), null),
            < 0.25 => (new Position(10.8, 106.7), "79"),
            var chance => Near(BorderEast + (_random.Next(-9, 10) * HundredMetres * (chance < 0.8 ? 1 : 50))),
        };
        return new WorldPlace(position, province is null ? null : _world.RoamingShard(device.Home, province));

        static (Position, string?) Near(double east) => (new Position(21, east), east < BorderEast ? "01" : "31");
    }

    // Every third series hardly changes, by steps about as wide as those that its runs are made of.
    private double ValueOf(WorldDevice device, Indicator indicator)
    {
        if (indicator.Travel is { } travel && Chance(0.6)) return SpeedOf(device, travel);
        if ((device.Number + indicator.Number) % 3 != 0 || Chance(0.03)) return ValueOf(indicator);
        var key = (device.Number, indicator);
        var value = _stuck.TryGetValue(key, out var last) ? last : Math.Round(Between(indicator.SuspectSpan), 1);
        var step = (indicator.Quality.FlatLine?.Tolerance ?? indicator.Quality.AttenuatedSignal?.SuspectRange ?? 0) / 2;
        if (Chance(0.3)) value += _random.Next(-2, 3) * step * (Chance(0.5) ? 1 : 0.6);
        return _stuck[key] = value;
    }

    // A vehicle stands, moves or goes about as fast as it may, mostly as it did before.
    private double SpeedOf(WorldDevice device, TravelRules travel)
    {
        if (Chance(0.12) || !_paces.TryGetValue(device.Number, out var pace)) _paces[device.Number] = pace = _random.Next(3);
        return pace switch
        {
            0 => Chance(0.5) ? 0 : travel.MovingFrom - 0.1,
            1 => Chance(0.3) ? travel.MovingFrom : _random.Next(6, 40),
            _ => _random.Next(28, 95),
        };
    }

    private readonly Dictionary<uint, int> _paces = [];

    private double ValueOf(Indicator indicator)
    {
        var (fail, suspect) = (indicator.FailSpan, indicator.SuspectSpan);
        return _random.NextDouble() switch
        {
            < 0.6 => Math.Round(Between(suspect), 1),
            < 0.7 => Between(suspect),
            < 0.8 => Math.Round(Between(fail), 2),
            < 0.9 => Chance(0.5) ? fail.Max + 0.5 : fail.Min - 1.25,
            < 0.95 => -0.0,
            _ => Math.Round(Between(suspect)), // few values, so that duplicates come by themselves
        };
    }

    private double Between(ValueSpan span) => span.Min + (_random.NextDouble() * (span.Max - span.Min));

    // Ingestion introduces a device again until it knows that it is durable.
    private void Introduce(WorldDevice device, List<(int, object)> controls)
    {
        if (!_introduced.Add(device.Number) && !Chance(0.05)) return;
        var partition = Numbers.PartitionOf(device.Number);
        controls.Add((partition, SeenOf(device.Home)));
        controls.Add((partition, new DeviceSeen(device.Number, device.Home.Number, device.Id)));
        if (_firstTerms.TryGetValue(device.Number, out var first) || Chance(0.4))
            controls.Add((partition, _firstTerms[device.Number] = first.Terms is null ? new DeviceTerms(device.Number, long.MinValue, _sequence, SomeTerms()) : first));
    }

    // From some moment around now on; now and then an answer that was overtaken on its way.
    private (int, object)? ChangeTerms()
    {
        var known = _world.Devices.Where(device => _introduced.Contains(device.Number)).ToList();
        if (known.Count == 0) return null;
        var device = known[_random.Next(known.Count)];
        var from = _nowMs + _random.NextInt64(-5 * HourMs, HourMs);
        if (Chance(0.5)) from -= from % MinuteMs;
        var sequence = Chance(0.1) ? _random.NextInt64(_sequence + 1) : ++_sequence;
        return (Numbers.PartitionOf(device.Number), new DeviceTerms(device.Number, from, sequence, SomeTerms()));
    }

    // By the device or an operator; of now, of what comes in the same block, of what came before and of what is to come.
    private (int, object)? ReportCondition(List<WorldSample> samples)
    {
        var known = _world.Devices.Where(device => _introduced.Contains(device.Number)).ToList();
        if (known.Count == 0) return null;
        var source = Chance(0.6) ? ConditionSource.Device : ConditionSource.Operator;
        var (number, from) = samples.Count > 0 && Chance(0.5)
            ? samples.Select(sample => (sample.Device.Number, sample.TimeMs)).ElementAt(_random.Next(samples.Count))
            : (known[_random.Next(known.Count)].Number, TimeOf(_world.Devices[0]));
        if (source is ConditionSource.Operator) from = Math.Clamp(from, _nowMs - (40 * DayMs), _nowMs + DayMs);
        var until = Chance(0.4) ? long.MaxValue : Chance(0.2) ? from + 1 : from + _random.NextInt64(0, 3 * HourMs);
        var condition = Chance(0.4) ? DeviceCondition.Normal : DeviceConditions.All[_random.Next(DeviceConditions.All.Count)];
        return (Numbers.PartitionOf(number), new DeviceReported(number, source, condition, from, until));
    }

    // All, some hours, a stretch in between; now and then the same order again.
    private (int, object)? Erase()
    {
        var known = _world.Devices.Where(device => _introduced.Contains(device.Number)).ToList();
        if (known.Count == 0) return null;
        if (_lastErasure is { } last && Chance(0.1)) return last;
        var device = known[_random.Next(known.Count)];
        var from = Chance(0.4) ? long.MinValue : _nowMs - _random.NextInt64(0, 20 * HourMs);
        var until = Chance(0.5) ? long.MaxValue : Math.Max(from, _nowMs - (20 * HourMs)) + _random.NextInt64(0, 20 * HourMs);
        if (Chance(0.3)) until -= until % MinuteMs;
        _lastErasure = (Numbers.PartitionOf(device.Number), new DeviceErased(device.Number, from, until, "an operator", "asked for"));
        return _lastErasure;
    }

    private (int, object)? _lastErasure;

    private Terms SomeTerms() => Chance(0.2) ? Terms.None : new Terms
    {
        Weight = Chance(0.3) ? 1 : _random.NextInt64(1, 5_000),
        Parameters = ParameterSet.Of(new Dictionary<string, double> { ["set"] = _random.Next(-30, 10), ["limit"] = _random.Next(30, 90) }.Where(_ => Chance(0.6))),
        Lateness = Chance(0.3) ? TimeSpan.FromHours(_random.Next(1, 48)) : null,
        JudgesReception = Chance(0.3),
        DeliveryWindows = Chance(0.3) ? [new DeliveryWindow(new TimeOnly(_random.Next(24), 0), new TimeOnly(_random.Next(24), 30))] : [],
    };

    private static SiteSeen SeenOf(WorldSite site) => new(site.Number, site.Sector, site.Id, site.Commune);

    private (int, object) Refuse()
    {
        var reason = Chance(0.5) ? RejectReason.Malformed : RejectReason.NotNumeric;
        var known = _world.Devices.Where(device => _introduced.Contains(device.Number)).ToList();
        var (partition, number) = known.Count > 0 && Chance(0.7)
            ? (Numbers.PartitionOf(known[0].Number), known[_random.Next(known.Count)].Number)
            : (_world.Partitions[0], Numbers.None);
        if (number != Numbers.None) partition = Numbers.PartitionOf(number);
        return (partition, new Rejected(number, reason, (uint)_random.Next(1, 4), Chance(0.5) ? "sectors/x" : "", [1, 2, 3]));
    }

    private (int, object)? Leave()
    {
        var known = _world.Devices.Where(device => _introduced.Contains(device.Number)).ToList();
        if (known.Count == 0) return null;
        var number = known[_random.Next(known.Count)].Number;
        return (Numbers.PartitionOf(number), new DeviceStale(number, Chance(0.4)));
    }

    // Under the name of what it is: a value in the words of the device's own indicator.
    private IEnumerable<(int, object)> RefuseUnknown()
    {
        var known = _world.Devices.Where(device => _introduced.Contains(device.Number)).ToList();
        if (known.Count == 0) yield break;
        var device = known[_random.Next(known.Count)];
        var indicator = device.Indicators[_random.Next(device.Indicators.Count)];
        var unknown = new UnknownReading(indicator.Code, "", TimeOf(device), ValueOf(indicator));
        yield return (Numbers.PartitionOf(device.Number), new Rejected(device.Number, RejectReason.UnknownIndicator, 1, "", [], unknown));
    }

    // Some of what is kept under a name, the oldest first; at times once more.
    private IEnumerable<(int, object)> TakeIn(List<LogBlock> before)
    {
        var partition = _world.Partitions[_random.Next(_world.Partitions.Count)];
        var kept = new NaivePartition(partition, before, new PartitionOptions(), _world.Schemes, _world).Kept;
        var upTo = _takenIn.GetValueOrDefault(partition);
        if (Chance(0.7)) kept.RemoveAll(one => upTo?.GetValueOrDefault(one.Key) >= one.Reading.Sequence);
        if (kept.Count == 0) yield break;
        var key = kept[_random.Next(kept.Count)].Key;
        var ofDevices = kept.Where(one => one.Key == key).Select(one => one.Reading).Take(_random.Next(1, 20)).ToList();
        _world.Indicators.TryGetValue(key.Name, out var indicator);
        if (!_takenIn.TryGetValue(partition, out var marks)) _takenIn.Add(partition, marks = []);
        marks[key] = Math.Max(marks.GetValueOrDefault(key), ofDevices[^1].Sequence);
        yield return (partition, new TakenIn(key, indicator!.Number, ofDevices));
    }

    private (int, object)? Move()
    {
        var known = _world.Devices.Where(device => _introduced.Contains(device.Number)).ToList();
        if (known.Count == 0) return null;
        var device = known[_random.Next(known.Count)];
        var partition = Numbers.PartitionOf(device.Number);
        var homes = known.Select(other => other.Home).Where(site => Numbers.PartitionOf(site.Number) == partition).ToList();
        var from = _nowMs + _random.NextInt64(-2 * HourMs, HourMs);
        if (Chance(0.5)) from -= from % MinuteMs;
        return (partition, new DeviceMoved(device.Number, homes[_random.Next(homes.Count)].Number, from));
    }

    private (int, object)? Assign()
    {
        var waiting = _world.Devices.Where(device => _introduced.Contains(device.Number)).Select(device => device.Home)
            .FirstOrDefault(site => site.Commune.Length == 0 && !_assigned.Contains(site.Number));
        if (waiting is null) return null;
        _assigned.Add(waiting.Number);
        return (Numbers.PartitionOf(waiting.Number), new SiteAssigned(waiting.Number, "00008"));
    }

    private bool Chance(double probability) => _random.NextDouble() < probability;
}
