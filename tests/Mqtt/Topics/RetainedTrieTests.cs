using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using static SmartSectors.Mqtt.Tests.Topics.TopicGenerators;

namespace SmartSectors.Mqtt.Tests.Topics;

public sealed class RetainedTrieTests
{
    private sealed record Message(string Topic, int Number);

    [Fact]
    public void It_finds_what_asking_each_topic_finds_in_the_order_of_the_levels_after_any_changes()
    {
        var change = from topic in Topic from sets in Gen.Choose(0, 2) select (topic, Sets: sets > 0);
        var runs = from changes in change.ArrayOf() from filters in Filter.ArrayOf(20) select (changes, filters);

        Prop.ForAll(runs.ToArbitrary(), run =>
        {
            var trie = new RetainedTrie<Message>();
            var expected = new Dictionary<string, Message>();
            foreach (var ((topic, sets), number) in run.changes.Select((change, i) => (change, i)))
            {
                var before = expected.GetValueOrDefault(topic);
                if (sets)
                {
                    expected[topic] = new Message(topic, number);
                    Assert.Same(before, trie.Set(Bytes(topic), expected[topic]));
                }
                else
                {
                    expected.Remove(topic);
                    Assert.Same(before, trie.Remove(Bytes(topic)));
                }
            }

            Assert.Equal(expected.Count, trie.Count);
            foreach (var filter in run.filters)
            {
                Assert.Equal(
                    expected.Values.Where(message => TopicFilter.Matches(Bytes(filter), Bytes(message.Topic))).OrderBy(message => message.Topic, LevelOrder.Instance),
                    Match(trie, filter));
            }

            foreach (var topic in expected.Keys) Assert.NotNull(trie.Remove(Bytes(topic)));
            Assert.Equal((0, 0), (trie.NodeCount, trie.Count));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(200));
    }

    [Fact]
    public void The_order_does_not_depend_on_the_order_of_setting()
    {
        var messages = Enumerable.Range(0, 1_000).Select(i => new Message(string.Create(CultureInfo.InvariantCulture, $"s{i % 7}/d{i}"), i)).ToArray();
        var one = new RetainedTrie<Message>();
        foreach (var message in messages) one.Set(Bytes(message.Topic), message);
        new Random(1).Shuffle(messages);
        var other = new RetainedTrie<Message>();
        foreach (var message in messages) other.Set(Bytes(message.Topic), message);

        Assert.Equal(1_000, Match(one, "#").Count);
        Assert.Equal(Match(one, "#"), Match(other, "#"));
        Assert.Equal(Match(one, "+/+"), Match(other, "#"));
    }

    [Fact]
    public void A_topic_that_is_too_deep_is_the_callers_mistake()
    {
        var trie = new RetainedTrie<Message>();
        Assert.Throws<ArgumentException>(() => trie.Set([], new Message("", 0)));
        Assert.Throws<ArgumentException>(() => trie.Set(Bytes(new string('/', TopicFilter.MaxLevels)), new Message("", 0)));
        Assert.Null(trie.Set(Bytes(new string('/', TopicFilter.MaxLevels - 1)), new Message("", 0)));
        Assert.Single(Match(trie, "#"));
    }

    private static List<Message> Match(RetainedTrie<Message> trie, string filter)
    {
        var found = new List<Message>();
        trie.Match(Bytes(filter), found);
        return found;
    }

    private sealed class LevelOrder : IComparer<string>
    {
        public static LevelOrder Instance { get; } = new();

        public int Compare(string? x, string? y)
        {
            var (one, other) = (x!.Split('/'), y!.Split('/'));
            for (var i = 0; i < Math.Min(one.Length, other.Length); i++)
            {
                if (string.CompareOrdinal(one[i], other[i]) is not 0 and var order) return order;
            }

            return one.Length - other.Length;
        }
    }
}
