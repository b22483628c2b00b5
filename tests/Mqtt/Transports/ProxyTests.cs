using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Transports;

public sealed class ProxyTests
{
    private static readonly byte[] _connect = Packets.Connect(MqttVersion.V5, "c");

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData("2001:db8::7")]
    public async Task The_application_sees_the_client_that_the_proxy_names(string client)
    {
        await using var server = await StartAsync();
        using var peer = await server.OpenAsync();
        await peer.SendAsync([.. ProxyHeaders.Proxy(client, 4711, tlvs: 5), .. _connect]);
        await peer.ReadConnAckAsync(MqttVersion.V5);
        Assert.Equal(new IPEndPoint(IPAddress.Parse(client), 4711), (await server.Application.NextRequestAsync()).RemoteEndPoint);
    }

    [Fact]
    public async Task A_header_may_come_in_any_pieces()
    {
        await using var server = await StartAsync();
        byte[] stream = [.. ProxyHeaders.Proxy("192.0.2.7", 4711, tlvs: 3), .. _connect];
        for (var cut = 1; cut < stream.Length; cut++)
        {
            using var peer = await server.OpenAsync();
            await peer.SendAsync(stream[..cut], stream[cut..]);
            await peer.ReadConnAckAsync(MqttVersion.V5);
        }

        using var dripping = await server.OpenAsync();
        await dripping.SendAsync([.. stream.Select(b => new[] { b })]);
        await dripping.ReadConnAckAsync(MqttVersion.V5);
    }

    [Fact]
    public async Task The_proxy_itself_may_connect_with_LOCAL()
    {
        await using var server = await StartAsync();
        using var peer = await server.OpenAsync();
        await peer.SendAsync([.. ProxyHeaders.Local, .. _connect]);
        await peer.ReadConnAckAsync(MqttVersion.V5);
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)(await server.Application.NextRequestAsync()).RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task A_connection_without_a_valid_header_is_closed_without_an_answer()
    {
        await using var server = await StartAsync();
        foreach (var start in new[] { _connect, ProxyHeaders.With(13, 0x00, ProxyHeaders.Proxy("192.0.2.7", 1)) })
        {
            using var peer = await server.OpenAsync();
            await peer.SendAsync([.. start, .. _connect]);
            Assert.Null(await peer.ReadPacketAsync());
        }

        using var cut = await server.OpenAsync();
        await cut.SendAsync(ProxyHeaders.Proxy("192.0.2.7", 1)[..20]);
        cut.EndSending();
        Assert.Null(await cut.ReadPacketAsync());
    }

    [Fact]
    public async Task Who_is_no_trusted_proxy_is_closed_whatever_it_sends()
    {
        await using var server = await StartAsync(trusted: "192.0.2.0/24");
        using var peer = await server.OpenAsync();
        Assert.Null(await peer.ReadPacketAsync());
    }

    [Fact]
    public async Task A_header_that_does_not_come_is_not_waited_for()
    {
        var time = new ManualTime();
        await using var server = await StartAsync(time: time);
        var timers = time.ArmedTimers;
        using var peer = await server.OpenAsync();
        await peer.SendAsync(ProxyHeaders.Local[..5]);
        await Deadline.Until(() => time.ArmedTimers > timers);
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Null(await peer.ReadPacketAsync());
    }

    [Fact]
    public async Task A_load_balancer_that_only_looks_whether_the_port_is_open_is_not_counted_as_turned_away()
    {
        await using var server = await StartAsync();
        var reasons = new ConcurrentQueue<object?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "smartsectors.mqtt.connections.turned_away" && instrument.Meter.Scope == server.Services.GetRequiredService<IMeterFactory>())
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => reasons.Enqueue(tags[1].Value));
        listener.Start();

        using var looking = await server.OpenAsync();
        looking.EndSending();
        Assert.Null(await looking.ReadPacketAsync());
        using var wrong = await server.OpenAsync();
        await wrong.SendAsync(_connect);
        Assert.Null(await wrong.ReadPacketAsync());
        Assert.Equal(["ProxyHeader"], reasons);
    }

    [Fact]
    public async Task Limits_by_address_are_the_client_s()
    {
        await using var server = await StartAsync(limits: new MqttLimits { MaxConnectionsPerAddress = 1 });
        using var first = await server.OpenAsync();
        await first.SendAsync([.. ProxyHeaders.Proxy("192.0.2.7", 1), .. _connect]);
        await first.ReadConnAckAsync(MqttVersion.V5);

        using var second = await server.OpenAsync();
        await second.SendAsync([.. ProxyHeaders.Proxy("192.0.2.7", 2), .. _connect]);
        Assert.Null(await second.ReadPacketAsync());

        using var third = await server.OpenAsync();
        await third.SendAsync([.. ProxyHeaders.Proxy("192.0.2.8", 2), .. _connect]);
        await third.ReadConnAckAsync(MqttVersion.V5);
    }

    [Fact]
    public async Task The_header_stands_before_TLS()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("server");
        await using var server = await StartAsync(tls: new MqttTls { CertificateFile = certificate, KeyFile = key });
        using var peer = await TlsPeer.OpenAsync(server.Port, before: ProxyHeaders.Proxy("192.0.2.7", 4711));
        await peer.ConnectAsync();
        Assert.Equal("192.0.2.7:4711", (await server.Application.NextRequestAsync()).RemoteEndPoint!.ToString());
    }

    [Fact]
    public async Task A_server_that_stops_does_not_wait_for_a_header()
    {
        await using var server = await StartAsync(time: new ManualTime());
        using var peer = await server.OpenAsync();
        await peer.SendAsync(ProxyHeaders.Local[..5]);
        await server.StopAsync();
    }

    private static Task<MqttTestServer> StartAsync(
        string trusted = "127.0.0.0/8", MqttLimits? limits = null, MqttTls? tls = null, TimeProvider? time = null) =>
        MqttTestServer.StartAsync(time: time, listener: new MqttListener
        {
            Name = "proxied",
            Limits = limits ?? new MqttLimits(),
            Proxy = new ProxyProtocol { TrustedProxies = [IPNetwork.Parse(trusted)] },
            Tls = tls,
        });
}
