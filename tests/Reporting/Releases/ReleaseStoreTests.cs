using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;
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
    public void A_process_that_dies_in_the_middle_leaves_nothing_of_its_release()
    {
        var crashed = Path.Combine(_folder.FullName, "crashed.db");
        using (var store = new ReleaseStore(PathOfStore, _clock))
        {
            Publish(store, [Of("86", 1)]);
            using var writer = store.Begin(Sector.Agriculture, Window.Day, s_day, s_day.AddDays(1));
            writer.Decide(1001, s_day, new Dictionary<string, Confidentiality> { ["86"] = Confidentiality.SmallCount });
            // Enough that much of it is in the files already.
            for (ushort indicator = 1; indicator <= 4_000; indicator++)
                writer.Add(s_key with { Indicator = indicator }, [.. Enumerable.Range(0, 40).Select(area => Of(area.ToString("00000", CultureInfo.InvariantCulture), indicator))]);
            Assert.InRange(new FileInfo(PathOfStore + "-wal").Length, 4_000_000, long.MaxValue);
            foreach (var suffix in (string[])["", "-wal"]) CopyShared(PathOfStore + suffix, crashed + suffix);
        }

        using var restarted = new ReleaseStore(crashed, _clock);
        Assert.Equal([1], restarted.List(Sector.Agriculture, 10).Select(release => release.Number));
        Assert.Equal(1, restarted.Find(s_key, long.MaxValue)[0].Value);
        Assert.Empty(restarted.Find(s_key with { Indicator = 7 }, long.MaxValue));
        using var next = restarted.Begin(Sector.Agriculture, Window.Day, s_day, s_day.AddDays(1));
        Assert.Null(next.FindDecision(1001, s_day));
        Assert.Equal(2, next.Commit().Number);
    }

    [Fact]
    public void A_second_release_waits_for_the_first_and_says_when_that_takes_too_long()
    {
        using var store = new ReleaseStore(PathOfStore, _clock, TimeSpan.FromMilliseconds(1));
        using (store.Begin(Sector.Agriculture, Window.Day, s_day, s_day.AddDays(1)))
        {
            var busy = Assert.Throws<ReleaseBusyException>(() => store.Begin(Sector.Health, Window.Day, s_day, s_day.AddDays(1)));
            Assert.Contains("one is made at a time", busy.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, Publish(store, [Of("86", 1)]).Number);
    }

    [Fact]
    public void A_revision_without_a_note_says_what_it_revises_and_nothing_of_what_is_hidden()
    {
        using var store = new ReleaseStore(PathOfStore, _clock);
        var hidden = Of("86002", 3) with { Confidentiality = Confidentiality.SmallCount };
        Publish(store, [Of("86", 1, isFinal: false), Of("86001", 2), hidden]);
        var revision = Publish(store, [Of("86", 1), Of("86001", 2.5), hidden with { Value = 4 }]);

        Assert.Equal(2, revision.Revised);
        Assert.Equal("1 số liệu tạm đã chốt, 1 số liệu đổi do dữ liệu đến muộn. / 1 provisional figures are final now, 1 changed by late data.", revision.Note);
        Assert.Equal(4, store.Find(s_key, revision.Number)[2].Value);
        Assert.Null(Publish(store, [Of("86", 1), Of("86001", 2.5), hidden]).Note);
    }

    [Fact]
    public void A_decision_is_found_as_it_was_made_and_is_never_made_twice()
    {
        var statuses = Enum.GetValues<Confidentiality>().ToDictionary(status => $"area {(int)status}");
        using var store = new ReleaseStore(PathOfStore, _clock);
        using var release = store.Begin(Sector.Agriculture, Window.Day, s_day, s_day.AddDays(1));
        Assert.Null(release.FindDecision(1001, s_day));
        release.Decide(1001, s_day, statuses);
        Assert.Equal(statuses, release.FindDecision(1001, s_day));
        Assert.Null(release.FindDecision(1002, s_day));
        Assert.Throws<SqliteException>(() => release.Decide(1001, s_day, statuses));
    }

    [Theory]
    [InlineData("UPDATE blocks SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) || X'7F' AS BLOB)")]
    [InlineData("UPDATE blocks SET start_ms = start_ms + 1")]
    public void Bytes_that_changed_are_never_answered(string damage)
    {
        using (var store = new ReleaseStore(PathOfStore, _clock)) Publish(store, [Of("86", 1)]);
        Assert.Empty(ReleaseCheck.Run(PathOfStore));
        using (var connection = new SqliteConnection($"Data Source={PathOfStore};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the two above
            command.CommandText = damage;
#pragma warning restore CA2100
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        var found = Assert.Single(ReleaseCheck.Run(PathOfStore));
        Assert.Contains("do not match their checksum", found.What, StringComparison.Ordinal);
        Assert.Contains("indicator 1001 in 86", found.Affected, StringComparison.Ordinal);
        using var damaged = new ReleaseStore(PathOfStore, _clock);
        Assert.Contains("CORRUPT", Assert.Throws<InvalidDataException>(() =>
            damaged.Find(s_key, long.MaxValue).Concat(damaged.Find(s_key with { StartMs = s_key.StartMs + 1 }, long.MaxValue)).ToList()).Message, StringComparison.Ordinal);
        using var reader = damaged.OpenReader();
        var range = new BlockRange(s_key.Window, s_key.Part, s_key.Indicator, s_key.StartMs, s_key.StartMs + 2);
        var version = Assert.Single(reader.Versions(range, long.MaxValue));
        Assert.Contains("CORRUPT", Assert.Throws<StoreDamagedException>(() => reader.Read(range, version)).Message, StringComparison.Ordinal);
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

    private static void CopyShared(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = File.Create(to);
        source.CopyTo(copy);
    }

    private static Observation Of(string area, double value, bool isFinal = true) => new(
        area, value, 100, null, value, null, null, null, null, null, null, 12, 0.99, null, null, null, ObservationStatus.Normal, isFinal, Confidentiality.Free);
}
