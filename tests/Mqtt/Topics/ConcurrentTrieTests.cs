using System.Globalization;
using static SmartSectors.Mqtt.Tests.Topics.TopicGenerators;

namespace SmartSectors.Mqtt.Tests.Topics;

/// <summary>Readers beside writers: what is there throughout is always found, and just once.</summary>
public sealed class ConcurrentTrieTests
{
    private const int Changes = 300_000;

    // Compared by reference, as the tries do: the same name may come and go many times.
    private sealed class Entry(string name, bool isStable)
    {
        public string Name => name;

        public bool IsStable => isStable;
    }

    // The changes are around the stable ones: the same filter, the same node, tables that grow, shrink, come and go. A
    // stable one is the first at its place, or in the table that holds the others.
    [Theory]
    [InlineData("s/d{0}/a", "s/d{1}/#", 6, true)] // Small tables of levels.
    [InlineData("s/d{0}/a", "s/d{1}/#", 6, false)]
    [InlineData("s/d{0}/a", "s/d{1}/+", 3_000, true)] // One that grows and shrinks.
    [InlineData("s/d{0}/a", "s/d{1}/+", 3_000, false)]
    [InlineData("s/d{1}/a", "#", 6, true)] // Few and many under one filter.
    [InlineData("s/d{1}/a", "#", 6, false)]
    [InlineData("s/d{1}/a", "#", 300, false)]
    public async Task Subscriptions_that_stay_are_always_found(string oneFormat, string otherFormat, int spread, bool isFirst)
    {
        var trie = new SubscriptionTrie<Entry>();
        string[] filters = ["s/d0/a", "s/d1/a", "s/+/a", "s/d1/#", "+/d0/+", "#"];
        Entry[] before = isFirst ? [] : [new Entry("s/before/a", false), .. filters.Select(filter => new Entry(filter, false))];
        var entries = filters.Select(filter => new Entry(filter, true)).ToArray();
        foreach (var entry in before.Concat(entries)) trie.Add(Bytes(entry.Name), entry);
        foreach (var entry in before) trie.Remove(Bytes(entry.Name), entry);

        var topics = new[] { "s/d0/a", "s/d1/a" }.Select(Bytes).ToArray();
        var expected = topics.Select(topic => entries.Where(entry => TopicFilter.Matches(Bytes(entry.Name), topic)).ToHashSet()).ToArray();
        await BesideAsync(
            found =>
            {
                for (var i = 0; i < topics.Length; i++)
                {
                    found.Clear();
                    trie.Match(topics[i], found);
                    AssertStableOnce(expected[i], found);
                    Assert.All(found, entry => Assert.True(TopicFilter.Matches(Bytes(entry.Name), topics[i])));
                }
            },
            (random, there) =>
            {
                if (there.Count > 0 && (there.Count > spread || random.Next(2) == 0))
                {
                    var gone = there[random.Next(there.Count)];
                    there.Remove(gone);
                    Assert.True(trie.Remove(Bytes(gone.Name), gone));
                    return;
                }

                var format = random.Next(2) == 0 ? oneFormat : otherFormat;
                var entry = new Entry(string.Format(CultureInfo.InvariantCulture, format, random.Next(spread), random.Next(2)), false);
                there.Add(entry);
                Assert.True(trie.Add(Bytes(entry.Name), entry));
            });
    }

    [Theory]
    [InlineData(6)]
    [InlineData(3_000)]
    public async Task Retained_values_that_stay_are_always_found_in_their_order(int spread)
    {
        var trie = new RetainedTrie<Entry>();
        var entries = new[] { "s", "s/d0", "s/d0/x", "s/d1/a", "s/x" }.Select(topic => new Entry(topic, true)).ToArray();
        foreach (var entry in entries) trie.Set(Bytes(entry.Name), entry);

        await BesideAsync(
            found =>
            {
                trie.Match("s/#"u8, found);
                Assert.Equal(entries, found.Where(entry => entry.IsStable));
            },
            (random, _) =>
            {
                var topic = string.Create(CultureInfo.InvariantCulture, $"s/d{random.Next(spread)}/y");
                if (random.Next(2) == 0) trie.Set(Bytes(topic), new Entry(topic, false));
                else trie.Remove(Bytes(topic));
            });
    }

    private static async Task BesideAsync(Action<List<Entry>> read, Action<Random, List<Entry>> change)
    {
        var isDone = false;
        var readers = Enumerable.Range(0, 2).Select(_ => OnItsOwnThread(() =>
        {
            var found = new List<Entry>();
            while (!Volatile.Read(ref isDone))
            {
                found.Clear();
                read(found);
            }
        })).ToArray();

        var writers = Enumerable.Range(0, 2).Select(seed => OnItsOwnThread(() =>
        {
            var random = new Random(seed);
            var there = new List<Entry>();
            for (var i = 0; i < Changes / 2; i++) change(random, there);
        })).ToArray();

        try
        {
            await Task.WhenAll(writers);
        }
        finally
        {
            Volatile.Write(ref isDone, true);
        }

        await Task.WhenAll(readers);
    }

    private static Task OnItsOwnThread(Action run) =>
        Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void AssertStableOnce(HashSet<Entry> expected, List<Entry> found)
    {
        var stable = found.Where(entry => entry.IsStable).ToList();
        Assert.True(stable.Count == expected.Count && expected.SetEquals(stable), $"found {string.Join(' ', stable.Select(entry => entry.Name))}");
    }
}
