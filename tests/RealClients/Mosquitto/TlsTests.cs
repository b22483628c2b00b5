using SmartSectors.RealClients.Tests.Support;

namespace SmartSectors.RealClients.Tests.Mosquitto;

[Collection(SharedServerCollection.Name)]
public sealed class TlsTests(SharedServer shared)
{
    private static readonly string[] _message = ["-q", "1", "-m", "x"];

    [Theory]
    [InlineData("mqttv311", "tlsv1.2")]
    [InlineData("mqttv5", "tlsv1.3")]
    public async Task Clients_trust_the_authority_and_talk(string version, string tls)
    {
        var server = shared.Server;
        string[] arguments = ["-h", "127.0.0.1", "-p", $"{server.TlsPort}", "-V", version, "--cafile", server.Authority, "--tls-version", tls, "-t", TestTopic.New()];
        await using var subscriber = await MosquittoSub.SubscribeAsync([.. arguments, "-q", "1"]);
        await MosquittoPub.PublishAsync([.. arguments, .. _message]);
        Assert.Equal("x", (await subscriber.NextAsync()).Text("payload"));
    }

    [Theory]
    [InlineData("mqttv311", "tlsv1.2")]
    [InlineData("mqttv311", "tlsv1.3")]
    [InlineData("mqttv5", "tlsv1.3")]
    public async Task Where_certificates_are_required_a_client_needs_one_of_the_authority(string version, string tls)
    {
        var server = shared.Server;
        string[] arguments = ["-h", "127.0.0.1", "-p", $"{server.MutualTlsPort}", "-V", version, "--cafile", server.Authority, "--tls-version", tls, "-t", TestTopic.New()];
        var (certificate, key) = server.IssueForClient("device");
        string[] own = ["--cert", certificate, "--key", key];
        await using var subscriber = await MosquittoSub.SubscribeAsync([.. arguments, .. own, "-q", "1"]);
        await MosquittoPub.PublishAsync([.. arguments, .. own, .. _message]);
        Assert.Equal("x", (await subscriber.NextAsync()).Text("payload"));

        Assert.NotEqual(0, (await MosquittoPub.RunAsync([.. arguments, .. _message])).ExitCode);
        using var stranger = new SmartSectors.Mqtt.Tests.Support.TestAuthority("Somebody else");
        var (foreign, foreignKey) = stranger.Issue("device");
        Assert.NotEqual(0, (await MosquittoPub.RunAsync([.. arguments, "--cert", foreign, "--key", foreignKey, .. _message])).ExitCode);
    }
}
