using System.Text;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Transports;

/// <summary>Peers that mean harm below MQTT.</summary>
public sealed class HostilePeerTests
{
    private const MqttVersion V5 = MqttVersion.V5;

    private const string Upgrade =
        "GET /mqtt HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";

    [Theory]
    [InlineData("C2 80 00 00 00 00")] // a reserved bit
    [InlineData("83 80 00 00 00 00")] // a frame of no kind
    [InlineData("80 80 00 00 00 00")] // continues nothing
    [InlineData("89 FE 00 7E 00 00 00 00")] // a ping longer than it may be
    [InlineData("82 FF FF FF FF FF FF FF FF FF 00 00 00 00")] // a length beyond all numbers
    public async Task A_frame_against_the_rules_of_WebSocket_closes_the_connection(string frame)
    {
        await using var server = await WebSocketTestServer.StartAsync();
        using var peer = await WirePeer.OpenAsync(server.Address.Port);
        await peer.SendAsync(Encoding.ASCII.GetBytes(Upgrade));
        await peer.ReadHttpAsync();
        await peer.SendAsync(Convert.FromHexString(frame.Replace(" ", "", StringComparison.Ordinal)));
        await Deadline.Until(() => server.Server.ConnectionCount == 0);
    }

    [Fact]
    public async Task A_WebSocket_subscriber_that_does_not_read_is_cut_and_slows_nobody()
    {
        const int Messages = 400;
        var time = new ManualTime();
        await using var server = await WebSocketTestServer.StartAsync(time: time);
        using var slow = await server.OpenAsync();
        await slow.SendAsync(Packets.Connect(V5, "slow"), SubscribePacketWriter.Write(V5, 1, 0, [("t", default)]));
        await slow.ReadConnAckAsync();
        using var publisher = await server.OpenAsync();
        await publisher.SendAsync(Packets.Connect(V5, "fast"));
        await publisher.ReadConnAckAsync();

        for (var message = 0; message < Messages; message++) await publisher.SendAsync(Packets.Publish(V5, "t", new string('x', 60_000)));
        for (var message = 0; message < Messages; message++) await server.Application.NextMessageAsync();
        Assert.Equal(2, server.Server.ConnectionCount);

        time.Advance(TimeSpan.FromSeconds(32));
        await Deadline.Until(() => server.Server.ConnectionCount == 1);
        await publisher.SendAsync(Packets.PingRequest);
        Assert.Equal(Packets.PingResponse, await publisher.ReadAsync(2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("16 03 01 02 00")] // a ClientHello that does not go on
    public async Task A_TLS_handshake_that_does_not_go_on_is_cut(string start)
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("server");
        await using var server = await MqttTestServer.StartAsync(listener: new MqttListener
        {
            Name = "tls",
            Limits = new MqttLimits { ConnectTimeout = TimeSpan.FromSeconds(1) },
            Tls = new MqttTls { CertificateFile = certificate, KeyFile = key },
        });
        using var peer = await server.OpenAsync();
        await peer.SendAsync(Convert.FromHexString(start.Replace(" ", "", StringComparison.Ordinal)));
        Assert.Null(await peer.ReadPacketAsync());
        await Deadline.Until(() => server.Server.ConnectionCount == 0);
    }

    [Fact]
    public async Task A_peer_that_speaks_no_TLS_is_closed()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("server");
        await using var server = await MqttTestServer.StartAsync(listener: new MqttListener
        {
            Name = "tls",
            Limits = new MqttLimits(),
            Tls = new MqttTls { CertificateFile = certificate, KeyFile = key },
        });
        using var peer = await server.OpenAsync();
        await peer.SendAsync(Packets.Connect(V5));
        await Deadline.Until(() => server.Server.ConnectionCount == 0);
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_before_its_TLS_handshake()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("server");
        await using var server = await MqttTestServer.StartAsync(listener: new MqttListener
        {
            Name = "tls",
            Limits = new MqttLimits { MaxConnections = 1 },
            Tls = new MqttTls { CertificateFile = certificate, KeyFile = key },
        });
        using var first = await TlsPeer.OpenAsync(server.Port);
        await first.ConnectAsync();
        using var second = await server.OpenAsync();
        Assert.Null(await second.ReadPacketAsync()); // without a byte of a handshake
    }
}
