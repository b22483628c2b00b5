using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Grains.Propagation;
using SmartSectors.Grains.Watching;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Tests.Watching;

/// <summary>Whoever is told that nothing changed has what would be answered now.</summary>
public class CommitVersionsTests
{
    private const int Partitions = 2, Days = 3;

    private static readonly long s_noon = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.FromHours(7)).ToUnixTimeMilliseconds();

    /// <summary>
    /// The answer of a partition and some days is how often they were written to, as far as it is visible. Commits begin,
    /// become visible and end, readers ask for the number and read afterwards, in any order.
    /// </summary>
    [Fact]
    public void A_number_that_is_still_the_same_means_that_the_answer_is() => Prop.ForAll(
        Arb.From(Gen.Choose(0, 1_000_000).ListOf(200)), steps => new Model().Run(steps)).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_being_written_has_no_number_and_what_was_not_touched_keeps_its_own()
    {
        var versions = new CommitVersions();
        var before = (Of(versions, 0), Of(versions, 1));
        versions.While([Mark(0)], () => Assert.Equal((null, before.Item2), (Of(versions, 0), Of(versions, 1))));

        Assert.NotEqual(before.Item1, Of(versions, 0));
        Assert.Equal(before.Item2, Of(versions, 1));
        Assert.Throws<StoreGoneException>(() => versions.While([Mark(1)], () => throw new StoreGoneException()));
        Assert.NotNull(Of(versions, 1));
    }

    [Fact]
    public void A_frontier_that_moves_changes_the_cells_that_it_makes_final()
    {
        var versions = new CommitVersions();
        Assert.Null(OfHours(versions, 0));
        Move(versions, days: 0);
        var (passed, open) = (OfHours(versions, -1), OfHours(versions, 1));

        Move(versions, days: 2);

        Assert.Equal(passed, OfHours(versions, -1));
        Assert.NotEqual(open, OfHours(versions, 1));
    }

    private static void Move(CommitVersions versions, int days)
    {
        var frontiers = Enumerable.Repeat(s_noon + (days * WindowCalendar.DayMs), 5).ToArray();
        new CommitWatch(versions, []).Around(new AreaCommit(new AreaProgress([], frontiers, []), []), () => { });
    }

    private static long? OfHours(CommitVersions versions, int day) => versions.OfCells(
        ofSites: false, 7, Window.Hour, s_noon + (day * WindowCalendar.DayMs), s_noon + (day * WindowCalendar.DayMs) + WindowCalendar.HourMs);

    private static long? Of(CommitVersions versions, int partition) => versions.OfReadings(partition, s_noon, s_noon + 1);

    private static CommitMark Mark(int partition, int day = 0) => new(Marked.Readings, partition, default, CommitMarks.DayOf(s_noon + (day * WindowCalendar.DayMs)));

    private sealed class StoreGoneException : Exception;

    private sealed class Model
    {
        private readonly CommitVersions _versions = new();
        private readonly int[,] _visible = new int[Partitions, Days];
        private readonly List<(int Partition, int Day, bool IsVisible)> _writers = [];
        private readonly List<(int Partition, int Day, int Length, long? Version, string? Answer)> _clients = [];

        public bool Run(IEnumerable<int> steps) => steps.All(step => Do(step % 6, step / 6));

        private bool Do(int kind, int choice)
        {
            var (partition, day) = (choice % Partitions, choice / Partitions % Days);
            switch (kind)
            {
                case 0:
                    _writers.Add((partition, day, false));
                    _versions.Begin([Mark(partition, day)]);
                    break;
                case 1 when _writers.Count > 0:
                    var shown = choice % _writers.Count;
                    if (!_writers[shown].IsVisible) _visible[_writers[shown].Partition, _writers[shown].Day]++;
                    _writers[shown] = _writers[shown] with { IsVisible = true };
                    break;
                case 2 when _writers.Exists(writer => writer.IsVisible):
                    var ended = _writers.FindIndex(writer => writer.IsVisible);
                    _versions.End([Mark(_writers[ended].Partition, _writers[ended].Day)]);
                    _writers.RemoveAt(ended);
                    break;
                case 3:
                    var length = Math.Min(1 + (choice / 7 % 2), Days - day);
                    _clients.Add((partition, day, length, VersionOf(partition, day, length), null));
                    break;
                case 4 when _clients.Count > 0:
                    var reading = choice % _clients.Count;
                    _clients[reading] = _clients[reading] with { Answer = _clients[reading].Answer ?? AnswerOf(_clients[reading]) };
                    break;
                case 5:
                    return _clients.TrueForAll(client => client.Answer is null || client.Version is null
                        || VersionOf(client.Partition, client.Day, client.Length) != client.Version || AnswerOf(client) == client.Answer);
            }

            return true;
        }

        private long? VersionOf(int partition, int day, int length) =>
            _versions.OfReadings(partition, s_noon + (day * WindowCalendar.DayMs), s_noon + ((day + length - 1) * WindowCalendar.DayMs) + 1);

        private string AnswerOf((int Partition, int Day, int Length, long? Version, string? Answer) client) =>
            string.Join(' ', Enumerable.Range(client.Day, client.Length).Select(day => _visible[client.Partition, day]));
    }
}
