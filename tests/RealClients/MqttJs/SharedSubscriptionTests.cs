using System.Globalization;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.MqttJs;

[Collection(SharedServerCollection.Name)]
public sealed class SharedSubscriptionTests(SharedServer shared)
{
    private const int Messages = 1_000;

    [Theory]
    [InlineData("mqtt", 4)]
    [InlineData("ws", 4)]
    [InlineData("mqtt", 5)]
    [InlineData("mqtts", 5)]
    public async Task Each_message_reaches_one_of_three_members_and_everybody_beside_them(string transport, int version)
    {
        var server = shared.Server;
        var result = await NodeScript.RunAsync(
            "shared", new { url = server.Url(transport), version, ca = server.Authority, topic = TestTopic.New("commands"), count = Messages });

        var all = Enumerable.Range(0, Messages).Select(number => number.ToString(CultureInfo.InvariantCulture)).ToList();
        foreach (var ofQos in result.GetProperty("results").EnumerateArray())
        {
            var members = ofQos.GetProperty("members").EnumerateArray()
                .Select(member => member.EnumerateArray().Select(payload => payload.GetString()!).ToList()).ToList();
            Assert.All(members, member => Assert.True(member.Count > Messages / 10, "one member gets next to nothing"));
            Assert.Equal(all.Append("end").Order(), members.SelectMany(member => member).Order());
            Assert.All(members, AssertInOrder);
            Assert.Equal(all, ofQos.Texts("beside"));
        }

        Assert.Equal(all.Take(10), result.Texts("last"));
        Assert.Equal(0, result.Number("left"));
    }

    private static void AssertInOrder(List<string> payloads)
    {
        var numbers = payloads.Where(payload => payload != "end").Select(payload => int.Parse(payload, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(numbers.Order(), numbers);
    }
}
