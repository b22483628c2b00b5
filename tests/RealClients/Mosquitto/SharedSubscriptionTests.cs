using System.Globalization;
using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.Mosquitto;

[Collection(SharedServerCollection.Name)]
public sealed class SharedSubscriptionTests(SharedServer shared)
{
    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Shared_by_three_each_message_reaches_one_of_them(string version)
    {
        var topic = TestTopic.New();
        string[] arguments = [.. shared.Server.MosquittoArguments(version), "-q", "1"];
        var members = new List<MosquittoSub>();
        try
        {
            for (var i = 0; i < 3; i++) members.Add(await MosquittoSub.SubscribeAsync([.. arguments, "-t", $"{topic}/end", "-t", $"$share/group/{topic}/shared"]));
            var lines = Enumerable.Range(0, 300).Select(number => number.ToString(CultureInfo.InvariantCulture)).ToList();
            await MosquittoPub.PublishLinesAsync(lines, [.. arguments, "-t", $"{topic}/shared"]);
            await MosquittoPub.PublishAsync([.. arguments, "-t", $"{topic}/end", "-m", "end"]);

            var payloads = new List<List<string?>>();
            foreach (var member in members) payloads.Add([.. (await member.TakeUntilAsync("end")).Select(message => message.Text("payload"))]);
            Assert.All(payloads, member => Assert.NotEmpty(member));
            Assert.Equal(lines.Order(), payloads.SelectMany(member => member).Order());
        }
        finally
        {
            foreach (var member in members) await member.DisposeAsync();
        }
    }
}
