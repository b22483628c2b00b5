using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Releases;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.Releases;

public sealed class ReleaseStoreTests : IDisposable
{
    private static readonly DateTimeOffset s_day = new(2026, 10, 5, 0, 0, 0, TimeSpan.FromHours(7));
    private static readonly BlockKey s_key = new(Window.Day, "86", 1001, s_day.ToUnixTimeMilliseconds());

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartsectors-releases-");
    private readonly ManualClock _clock = new();

    private string PathOfStore => Path.Combine(_folder.FullName, "reports.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_revision_is_published_and_what_was_published_before_is_found_as_it_was()
    {
        using var store = new ReleaseStore(PathOfStore, _clock);
        var first = Publish(store, [Of("86", 0.42, isFinal: false), Of("86001", 0.5, isFinal: false)]);
        _clock.Advance(TimeSpan.FromHours(3));
        var second = Publish(store, [Of("86", 0.57), Of("86001", 0.5, isFinal: false)], "late data of 3 devices");

        Assert.Equal((2, 0, null), (first.Observations, first.Revised, first.Note));
        Assert.Equal((2, 1, "late data of 3 devices"), (second.Observations, second.Revised, second.Note));
        Assert.Equal(0.42, store.Find(s_key, first.Number)[0].Value);
        Assert.Equal(0.57, store.Find(s_key, second.Number)[0].Value);
        Assert.Equal(first.Number, store.NewestAt(first.RecordedAt));
        Assert.Equal(first.Number, store.NewestAt(second.RecordedAt.AddMilliseconds(-1)));
        Assert.Equal(second.Number, store.NewestAt(second.RecordedAt));
        Assert.Null(store.NewestAt(first.RecordedAt.AddMilliseconds(-1)));
        Assert.Equal([second, first], store.List(Sector.Agriculture, 10));
    }

    [Fact]
    public void What_is_not_committed_never_was_and_readers_do_not_see_it_meanwhile()
    {
        using var store = new ReleaseStore(PathOfStore, _clock);
        using (var writer = store.Begin(Sector.Agriculture, Window.Day, s_day, s_day.AddDays(1)))
        {
            writer.Add(s_key, [Of("86", 1)]);
            Assert.Empty(store.Find(s_key, long.MaxValue));
            Assert.Empty(store.List(Sector.Agriculture, 10));
        }

        Assert.Empty(store.Find(s_key, long.MaxValue));
        Assert.Equal(1, Publish(store, [Of("86", 2)]).Number);
    }

    [Fact]
    public void A_clock_that_was_put_back_does_not_put_a_release_before_an_earlier_one()
    {
        using var store = new ReleaseStore(PathOfStore, _clock);
        var first = Publish(store, [Of("86", 1)]);
        _clock.Advance(TimeSpan.FromHours(-1));
        var second = Publish(store, [Of("86", 2)]);

        Assert.Equal(first.RecordedAt, second.RecordedAt);
        Assert.Equal(second.Number, store.NewestAt(first.RecordedAt));
    }

    [Fact]
    public void A_period_that_is_not_the_releases_is_refused()
    {
        using var store = new ReleaseStore(PathOfStore, _clock);
        using var writer = store.Begin(Sector.Agriculture, Window.Day, s_day, s_day.AddDays(1));
        Assert.Throws<ArgumentException>(() => writer.Add(s_key with { StartMs = s_key.StartMs + WindowCalendar.DayMs }, []));
        Assert.Throws<ArgumentException>(() => writer.Add(s_key with { Window = Window.Hour }, []));
    }

    [Fact]
    public void Every_state_is_found_as_it_was_published_after_any_sequence_of_releases() =>
        Prop.ForAll(Releases.ToArbitrary(), releases =>
        {
            File.Delete(PathOfStore);
            var expected = new List<Dictionary<BlockKey, List<Observation>>>();
            using (var store = new ReleaseStore(PathOfStore, _clock))
            {
                foreach (var release in releases)
                {
                    var state = new Dictionary<BlockKey, List<Observation>>(expected.LastOrDefault() ?? []);
                    using var writer = store.Begin(Sector.Agriculture, Window.Day, s_day, s_day.AddDays(5));
                    foreach (var (key, observations) in release)
                    {
                        writer.Add(key, observations);
                        state[key] = observations;
                    }

                    writer.Commit();
                    expected.Add(state);
                }
            }

            using var reopened = new ReleaseStore(PathOfStore, _clock);
            for (var number = 1; number <= expected.Count; number++)
            {
                foreach (var key in expected[^1].Keys)
                    Assert.Equal(expected[number - 1].GetValueOrDefault(key) ?? [], reopened.Find(key, number));
            }
        }).QuickCheckThrowOnFailure();

    private static Gen<List<(BlockKey Key, List<Observation> Observations)>[]> Releases
    {
        get
        {
            var number = Gen.Elements<double?>(null, 0, -1.5, 1e-9, 123456.789, double.MaxValue);
            var observation =
                from area in Gen.Elements("86", "86001", "86-unassigned")
                from numbers in Gen.ArrayOf(number, 12)
                from count in Gen.Choose(0, 1_000_000)
                from sum in Gen.Elements<decimal?>(null, 0m, -0.000001m, 123456789.123456m)
                from status in Gen.Elements(Enum.GetValues<ObservationStatus>())
                from hidden in Gen.Elements(Enum.GetValues<Confidentiality>())
                from isFinal in Gen.Elements(true, false)
                select new Observation(
                    area, numbers[0], count, sum, numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7],
                    count / 7, numbers[8], numbers[9], numbers[10], numbers[11], status, isFinal, hidden);
            var block =
                from day in Gen.Choose(0, 4)
                from part in Gen.Elements("VN", "86")
                from indicator in Gen.Elements<ushort>(1001, 1002)
                from observations in observation.ListOf()
                select (new BlockKey(Window.Day, part, indicator, s_day.AddDays(day).ToUnixTimeMilliseconds()),
                    observations.DistinctBy(each => each.Area).OrderBy(each => each.Area, StringComparer.Ordinal).ToList());
            return block.ListOf().Select(blocks => blocks.DistinctBy(each => each.Item1).ToList()).ArrayOf();
        }
    }

    private static Release Publish(ReleaseStore store, List<Observation> observations, string? note = null)
    {
        using var writer = store.Begin(Sector.Agriculture, Window.Day, s_day, s_day.AddDays(1), note);
        writer.Add(s_key, observations);
        return writer.Commit();
    }

    private static Observation Of(string area, double value, bool isFinal = true) => new(
        area, value, 100, null, value, null, null, null, null, null, null, 12, 0.99, null, null, null, ObservationStatus.Normal, isFinal, Confidentiality.Free);
}
