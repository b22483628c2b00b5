using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Grains.Watching;

namespace SmartSectors.Grains.Tests.Watching;

public class JournalTests
{
    /// <summary>A reader gets every entry that it wants, once and in order, or is told that its place is forgotten, and only then.</summary>
    [Fact]
    public void Nothing_is_missed_or_told_twice_and_who_is_too_slow_is_told() => Prop.ForAll(
        Arb.From(Gen.Choose(0, 1_000).ListOf(120)), Arb.From(Gen.Choose(1, 40)), (steps, room) =>
        {
            var journal = new Journal<int>(room);
            var all = new List<int>();
            var place = 0L;
            foreach (var step in steps)
            {
                if (step % 3 > 0)
                {
                    var entries = Enumerable.Range(step, step % 7).ToList();
                    journal.Append(entries);
                    all.AddRange(entries);
                    continue;
                }

                var from = (int)place;
                var found = new List<(long Number, int Entry)>();
                var limit = 1 + (step % 5);
                var isKept = journal.TryRead(ref place, entry => entry % 2 == 0, found, limit);
                if (isKept != all.Count - from <= room) return false;
                if (!isKept)
                {
                    place = journal.Next;
                    continue;
                }

                var expected = all.Select((entry, number) => (Number: (long)number, Entry: entry)).Skip(from).Where(entry => entry.Entry % 2 == 0).Take(limit).ToList();
                if (!expected.SequenceEqual(found)) return false;
                if (place < (found.Count == limit ? found[^1].Number + 1 : all.Count)) return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Who_waits_at_the_end_is_woken_by_the_next_entry()
    {
        var journal = new Journal<int>(10);
        journal.Append([1, 2]);
        var waiting = journal.WrittenAsync(2);
        Assert.True(journal.WrittenAsync(1).IsCompleted);
        Assert.False(waiting.IsCompleted);

        journal.Append([]);
        Assert.False(waiting.IsCompleted);
        journal.Append([3]);
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
