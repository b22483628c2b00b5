using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using static SmartSectors.Mqtt.Tests.Topics.TopicGenerators;

namespace SmartSectors.Mqtt.Tests.Topics;

public sealed class SubscriptionTrieTests
{
    private sealed record Subscription(string Filter, int Number);

    [Fact]
    public void It_finds_what_asking_each_filter_finds_after_any_changes()
    {
        // Nine numbers a filter, so that subscriptions come twice, filters have several, and removals meet what is there.
        var change = from filter in Filter from number in Gen.Choose(0, 8) from adds in Gen.Choose(0, 2) select (filter, number, Adds: adds > 0);
        var runs = from changes in change.ArrayOf() from topics in Topic.ArrayOf(20) select (changes, topics);

        Prop.ForAll(runs.ToArbitrary(), run =>
        {
            var trie = new SubscriptionTrie<Subscription>();
            var expected = new Dictionary<(string, int), Subscription>();
            foreach (var (filter, number, adds) in run.changes)
            {
                var isThere = expected.TryGetValue((filter, number), out var known);
                var subscription = known ?? new Subscription(filter, number);
                if (adds)
                {
                    Assert.Equal(!isThere, trie.Add(Bytes(filter), subscription));
                    expected[(filter, number)] = subscription;
                }
                else
                {
                    Assert.Equal(isThere, trie.Remove(Bytes(filter), subscription));
                    expected.Remove((filter, number));
                }
            }

            AssertSame(trie, expected.Values, run.topics);
            foreach (var ((filter, _), subscription) in expected) Assert.True(trie.Remove(Bytes(filter), subscription));
            Assert.True(trie.IsEmpty);
            Assert.Equal(0, trie.NodeCount);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(200));
    }

    [Fact]
    public void Overlapping_filters_of_one_client_give_each_of_its_subscriptions_once()
    {
        var trie = new SubscriptionTrie<Subscription>();
        string[] filters = ["a/b", "a/+", "+/b", "+/+", "a/#", "+/#", "#", "a/b/#", "+/b/#"];
        foreach (var filter in filters) trie.Add(Bytes(filter), new Subscription(filter, 0));

        Assert.Equal(filters.Order(), Match(trie, "a/b").Select(found => found.Filter).Order());
    }

    [Fact]
    public void A_million_clients_that_come_and_go_leave_nothing_behind()
    {
        var trie = new SubscriptionTrie<Subscription>();
        var waiting = new Queue<Subscription>();
        for (var i = 0; i < 1_000_000; i++)
        {
            var filter = string.Create(CultureInfo.InvariantCulture, $"sectors/agriculture/s{i % 1_000}/d{i}/commands/#");
            waiting.Enqueue(new Subscription(filter, i));
            Assert.True(trie.Add(Bytes(filter), waiting.Last()));
            if (waiting.Count > 100)
            {
                var left = waiting.Dequeue();
                Assert.True(trie.Remove(Bytes(left.Filter), left));
            }
        }

        // Each of the last hundred: its site, device and `commands`; and the two levels that they share.
        Assert.Equal(2 + (100 * 3), trie.NodeCount);
        while (waiting.TryDequeue(out var left)) Assert.True(trie.Remove(Bytes(left.Filter), left));
        Assert.Equal((0, 0), (trie.NodeCount, trie.Count));
    }

    [Theory]
    [InlineData("site/d{0}/commands", "site/d{0}/commands")] // One node of 100,000 children.
    [InlineData("news/#", "news/today")] // One filter of 100,000 subscribers.
    public void A_hundred_thousand_side_by_side_are_all_found_and_all_removed(string filterFormat, string topicFormat)
    {
        const int Count = 100_000;
        var trie = new SubscriptionTrie<Subscription>();
        var subscriptions = Enumerable.Range(0, Count)
            .Select(i => new Subscription(string.Format(CultureInfo.InvariantCulture, filterFormat, i), i))
            .ToArray();
        foreach (var subscription in subscriptions) Assert.True(trie.Add(Bytes(subscription.Filter), subscription));

        var found = Enumerable.Range(0, Count)
            .Where(i => i % 997 == 0)
            .SelectMany(i => Match(trie, string.Format(CultureInfo.InvariantCulture, topicFormat, i)))
            .ToHashSet();
        Assert.Superset(subscriptions.Where(subscription => subscription.Number % 997 == 0).ToHashSet(), found);

        new Random(1).Shuffle(subscriptions);
        foreach (var subscription in subscriptions) Assert.True(trie.Remove(Bytes(subscription.Filter), subscription));
        Assert.Equal((0, 0), (trie.NodeCount, trie.Count));
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        var trie = new SubscriptionTrie<Subscription>();
        string[] filters = ["a/b", "a/+", "+/b", "+/+", "a/#", "+/#", "#", "a/c", "a/d", "a/e"];
        foreach (var (filter, i) in filters.SelectMany(filter => Enumerable.Range(0, 30).Select(i => (filter, i))))
            trie.Add(Bytes(filter), new Subscription(filter, i));

        var into = new List<Subscription>(1_000);
        var topic = Bytes("a/b");
        trie.Match(topic, into);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            into.Clear();
            trie.Match(topic, into);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Fifty_thousand_idle_clients_cost_less_than_400_bytes_each()
    {
        const int Clients = 50_000;
        var trie = new SubscriptionTrie<Subscription>();
        var subscriptions = Enumerable.Range(0, Clients)
            .Select(i => new Subscription(string.Create(CultureInfo.InvariantCulture, $"sectors/agriculture/s{i % 100}/d{i}/commands/#"), i))
            .ToArray();
        var filters = subscriptions.Select(subscription => Bytes(subscription.Filter)).ToArray();

        // All that was allocated, also for tables that were outgrown: a little more than what is kept.
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Clients; i++) trie.Add(filters[i], subscriptions[i]);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Clients, 1, 399);
    }

    [Fact]
    public void A_filter_that_is_not_valid_or_too_deep_is_the_callers_mistake()
    {
        var trie = new SubscriptionTrie<Subscription>();
        Assert.Throws<ArgumentException>(() => trie.Add("a/#/b"u8, new Subscription("", 0)));
        Assert.True(trie.Add(Bytes(new string('/', TopicFilter.MaxLevels - 1)), new Subscription("", 0)));
        Assert.Throws<ArgumentException>(() => trie.Add(Bytes(new string('/', TopicFilter.MaxLevels)), new Subscription("", 0)));
    }

    [Fact]
    public void The_deepest_filters_and_topics_do_not_exhaust_the_stack()
    {
        var trie = new SubscriptionTrie<Subscription>();
        var wildcards = Enumerable.Repeat("+", TopicFilter.MaxLevels).ToArray();
        for (var depth = 1; depth < TopicFilter.MaxLevels; depth++)
        {
            // At every depth a name beside the wildcard: the walk has to come back to each.
            var filter = string.Join('/', wildcards[..depth]) + "/a";
            trie.Add(Bytes(filter), new Subscription(filter, depth));
        }

        var topic = string.Join('/', Enumerable.Repeat("a", 30_000));
        Assert.Empty(Match(trie, topic));
        Assert.Single(Match(trie, string.Join('/', Enumerable.Repeat("a", TopicFilter.MaxLevels))));
    }

    private static void AssertSame(SubscriptionTrie<Subscription> trie, IReadOnlyCollection<Subscription> subscriptions, string[] topics)
    {
        Assert.Equal((subscriptions.Count, subscriptions.Count == 0), (trie.Count, trie.IsEmpty));
        foreach (var topic in topics)
        {
            var expected = subscriptions.Where(subscription => TopicFilter.Matches(Bytes(subscription.Filter), Bytes(topic)));
            Assert.Equal(Sorted(expected), Sorted(Match(trie, topic)));
        }

        static Subscription[] Sorted(IEnumerable<Subscription> some) =>
            [.. some.OrderBy(subscription => subscription.Filter, StringComparer.Ordinal).ThenBy(subscription => subscription.Number)];
    }

    private static List<Subscription> Match(SubscriptionTrie<Subscription> trie, string topic)
    {
        var found = new List<Subscription>();
        trie.Match(Encoding.UTF8.GetBytes(topic), found);
        return found;
    }
}
