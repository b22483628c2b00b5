using System.Text;

namespace SmartSectors.Mqtt.Tests.Topics;

public sealed class TopicFilterTests
{
    // The specification's own examples, §4.7, and its edges.
    [Theory]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/ranking", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon", true)]
    [InlineData("sport/tennis/player1/#", "sport/tennis/player2", false)]
    [InlineData("sport/#", "sport", true)]
    [InlineData("sport/#", "sports", false)]
    [InlineData("#", "sport/tennis", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1", true)]
    [InlineData("sport/tennis/+", "sport/tennis/player1/ranking", false)]
    [InlineData("sport/+", "sport", false)]
    [InlineData("sport/+", "sport/", true)]
    [InlineData("+/+", "/finance", true)]
    [InlineData("/+", "/finance", true)]
    [InlineData("+", "/finance", false)]
    [InlineData("+/tennis/#", "sport/tennis", true)]
    [InlineData("a//b", "a/b", false)]
    [InlineData("a/+/b", "a//b", true)]
    [InlineData("a", "A", false)]
    [InlineData("/a", "a", false)]
    [InlineData("a", "a/", false)]
    [InlineData("#", "$SYS/uptime", false)]
    [InlineData("+/monitor/Clients", "$SYS/monitor/Clients", false)]
    [InlineData("$SYS/#", "$SYS/uptime", true)]
    [InlineData("$SYS/#", "$SYS", true)]
    [InlineData("$SYS/monitor/+", "$SYS/monitor/Clients", true)]
    [InlineData("a/+", "a/$b", true)]
    public void A_filter_matches_topics_as_section_4_7_says(string filter, string topic, bool expected) =>
        Assert.Equal(expected, TopicFilter.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic)));

    [Theory]
    [InlineData("a", true)]
    [InlineData("/", true)]
    [InlineData("//", true)]
    [InlineData("#", true)]
    [InlineData("+", true)]
    [InlineData("+/#", true)]
    [InlineData("/+/a b/#", true)]
    [InlineData("điện/nước/#", true)]
    [InlineData("", false)]
    [InlineData("a#", false)]
    [InlineData("#a", false)]
    [InlineData("a/#/b", false)]
    [InlineData("#/", false)]
    [InlineData("##", false)]
    [InlineData("+a", false)]
    [InlineData("a+/b", false)]
    [InlineData("++", false)]
    [InlineData("+#", false)]
    [InlineData("a\0b", false)]
    public void A_filter_is_valid_if_its_wildcards_stand_alone(string filter, bool expected) =>
        Assert.Equal(expected, TopicFilter.Check(Encoding.UTF8.GetBytes(filter)));

    [Fact]
    public void A_filter_is_at_most_65_535_bytes_long()
    {
        Assert.True(TopicFilter.Check(Enumerable.Repeat((byte)'a', 65_535).ToArray()));
        Assert.False(TopicFilter.Check(Enumerable.Repeat((byte)'a', 65_536).ToArray()));
    }

    [Theory]
    [InlineData("$share/group/sport/#", "group", "sport/#")]
    [InlineData("$share/group//finance", "group", "/finance")]
    [InlineData("$share/$g/+", "$g", "+")]
    [InlineData("$share/group/$share/other/a", "group", "$share/other/a")]
    [InlineData("$share", "", "$share")]
    [InlineData("$shared/group/a", "", "$shared/group/a")]
    [InlineData("sport/#", "", "sport/#")]
    public void A_shared_subscription_is_split_into_its_group_and_filter(string text, string name, string filter)
    {
        Assert.True(TopicFilter.TryParse(Encoding.UTF8.GetBytes(text), out var parsed));
        Assert.Equal((name, filter, name.Length > 0), (Encoding.UTF8.GetString(parsed.ShareName), Encoding.UTF8.GetString(parsed.Filter), parsed.IsShared));
    }

    [Theory]
    [InlineData("$share/")]
    [InlineData("$share/group")]
    [InlineData("$share/group/")]
    [InlineData("$share//sport")]
    [InlineData("$share/+/sport")]
    [InlineData("$share/gr#up/sport")]
    [InlineData("$share/#")]
    [InlineData("$share/group/sport#")]
    [InlineData("a/#/b")]
    public void A_shared_subscription_without_a_group_or_a_valid_filter_is_refused(string text) =>
        Assert.False(TopicFilter.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("a", 1)]
    [InlineData("/", 2)]
    [InlineData("a//b/", 4)]
    public void Empty_levels_count(string text, int expected)
    {
        Assert.Equal(expected, TopicLevels.Count(Encoding.UTF8.GetBytes(text)));
    }
}
