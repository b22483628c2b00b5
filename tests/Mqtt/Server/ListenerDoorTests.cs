using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

public sealed class ListenerDoorTests : IDisposable
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void The_listener_has_so_many_places_and_a_freed_one_is_given_again()
    {
        var door = Door(new MqttLimits { MaxConnections = 2 });
        Enter(door, "192.0.2.1");
        var visit = Enter(door, "192.0.2.2");
        Assert.Equal(DoorRefusal.ListenerFull, Try(door, "192.0.2.3"));
        visit.End();
        Enter(door, "192.0.2.3");
        Assert.Equal(DoorRefusal.ListenerFull, Try(door, "192.0.2.3"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_place_is_free_when_both_the_transport_and_the_server_have_let_go(bool transportIsFirst)
    {
        var places = new ConnectionPlaces(1);
        var door = Door(new MqttLimits(), places);
        await using var connection = new DefaultConnectionContext();
        using var closed = new CancellationTokenSource();
        connection.ConnectionClosed = closed.Token;
        var served = new TaskCompletionSource();
        var entered = door.EnterAsync(connection, _ => served.Task);

        if (transportIsFirst) await closed.CancelAsync();
        else served.SetResult();
        Assert.Equal(1, places.Taken);

        await closed.CancelAsync();
        served.TrySetResult();
        await entered.InTime();
        Assert.Equal(0, places.Taken);
    }

    [Fact]
    public void All_listeners_share_the_places_of_the_server()
    {
        var places = new ConnectionPlaces(2);
        var (one, other) = (Door(new MqttLimits(), places), Door(new MqttLimits { MaxConnections = 1 }, places));
        var visit = Enter(one, "192.0.2.1");
        Enter(other, "192.0.2.1");
        Assert.Equal(DoorRefusal.ServerFull, Try(other, "192.0.2.1"));
        Assert.Equal(DoorRefusal.ServerFull, Try(one, "192.0.2.1"));
        visit.End();
        Assert.Equal(DoorRefusal.ListenerFull, Try(other, "192.0.2.1"));
        Enter(one, "192.0.2.1");
        Assert.Equal(2, places.Taken);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::c000:201:0:0:0:0", "192.0.2.1", false)]
    public void One_address_has_so_many_places_and_IPv6_counts_by_64_bits(string first, string second, bool same)
    {
        var door = Door(new MqttLimits { MaxConnectionsPerAddress = 1 });
        var visit = Enter(door, first);
        Assert.Equal(same ? DoorRefusal.AddressFull : DoorRefusal.None, Try(door, second));
        visit.End();
        Assert.Equal(DoorRefusal.None, Try(door, first));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData(null)]
    public void Loopback_and_transports_without_addresses_have_no_limit_by_address(string? address)
    {
        var door = Door(new MqttLimits { MaxConnectionsPerAddress = 1, ConnectsPerSecondPerAddress = 1 });
        for (var i = 0; i < 10; i++) Enter(door, address);
        Assert.Equal(0, door.KnownAddresses);
    }

    [Fact]
    public void A_second_s_worth_of_connections_comes_at_once_and_then_no_faster_than_the_rate()
    {
        var door = Door(new MqttLimits { ConnectsPerSecond = 3, MaxConnectionsPerAddress = 0 });
        for (var i = 0; i < 3; i++) Enter(door, "192.0.2.1");
        Assert.Equal(DoorRefusal.ListenerRate, Try(door, "192.0.2.2"));

        _time.Advance(_second / 2);
        Enter(door, "192.0.2.3");
        _time.Advance(10 * _second);
        for (var i = 0; i < 3; i++) Enter(door, "192.0.2.4");
        Assert.Equal(DoorRefusal.ListenerRate, Try(door, "192.0.2.4"));
    }

    [Fact]
    public void Who_is_too_fast_takes_nothing_from_others_and_is_let_in_again_when_slower()
    {
        var door = Door(new MqttLimits { ConnectsPerSecond = 4, ConnectsPerSecondPerAddress = 2 });
        for (var i = 0; i < 2; i++) Enter(door, "192.0.2.1").End();
        for (var i = 0; i < 100; i++) Assert.Equal(DoorRefusal.AddressRate, Try(door, "192.0.2.1"));
        for (var i = 0; i < 2; i++) Enter(door, "192.0.2.2");

        _time.Advance(_second);
        Enter(door, "192.0.2.1");
    }

    [Fact]
    public void Limits_of_0_are_none()
    {
        var door = Door(new MqttLimits { ConnectsPerSecond = 0, ConnectsPerSecondPerAddress = 0, MaxConnectionsPerAddress = 0 });
        for (var i = 0; i < 20_000; i++) Enter(door, "192.0.2.1");
    }

    [Fact]
    public void Addresses_are_forgotten_when_their_connections_and_their_rate_are_over()
    {
        var door = Door(new MqttLimits { ConnectsPerSecond = 0, ConnectsPerSecondPerAddress = 5 });
        for (var i = 0; i < 200; i++) Enter(door, $"198.51.100.{i}").End();
        var visit = Enter(door, "192.0.2.1");
        Assert.Equal(201, door.KnownAddresses);

        _time.Advance(2 * _second);
        Enter(door, "192.0.2.2").End();
        Assert.Equal(2, door.KnownAddresses);
        _time.Advance(2 * _second);
        visit.End();
        Enter(door, "192.0.2.3");
        Assert.Equal(1, door.KnownAddresses);
    }

    [Fact]
    public void Many_at_once_are_never_more_than_allowed()
    {
        var door = Door(new MqttLimits { MaxConnections = 50, MaxConnectionsPerAddress = 10, ConnectsPerSecond = 0, ConnectsPerSecondPerAddress = 0 });
        var entered = 0;
        Parallel.For(0, 1000, i =>
        {
            if (Try(door, $"192.0.2.{i % 4}") is DoorRefusal.None) Interlocked.Increment(ref entered);
        });
        Assert.Equal(40, entered);
    }

    [Fact]
    public void Refusals_are_all_counted()
    {
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>() && instrument.Name.EndsWith("turned_away", StringComparison.Ordinal))
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var key = string.Join(' ', tags.ToArray().Select(tag => tag.Value));
            counted[key] = counted.GetValueOrDefault(key) + value;
        });
        listener.Start();

        var door = Door(new MqttLimits { MaxConnectionsPerAddress = 1 });
        Enter(door, "192.0.2.1");
        for (var i = 0; i < 7; i++) Try(door, "192.0.2.1");
        Assert.Equal([KeyValuePair.Create("door AddressFull", 7L)], counted);
    }

    private static DoorVisit Enter(ListenerDoor door, string? address)
    {
        Assert.Equal(DoorRefusal.None, door.TryEnter(EndPointOf(address), out var visit));
        return visit;
    }

    private static DoorRefusal Try(ListenerDoor door, string address) => door.TryEnter(EndPointOf(address), out _);

    private static IPEndPoint? EndPointOf(string? address) => address is null ? null : new IPEndPoint(IPAddress.Parse(address), 1);

    private ListenerDoor Door(MqttLimits limits, ConnectionPlaces? places = null) => new(
        new MqttListener { Name = "door", Limits = limits },
        places ?? new ConnectionPlaces(int.MaxValue),
        new MqttInstruments(_services.GetRequiredService<IMeterFactory>()),
        _time,
        NullLogger.Instance);
}
