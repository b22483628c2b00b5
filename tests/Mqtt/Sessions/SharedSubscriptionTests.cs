using SmartSectors.Mqtt.Tests.Conformance;
using SmartSectors.Mqtt.Tests.Conformance.Wire;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Sessions;

/// <summary>
/// Two members share a subscription, and the session of one of them ends again and again: what was acknowledged to the
/// publisher reaches somebody, whenever the server loses power.
/// </summary>
public sealed class SharedSubscriptionTests
{
    private const int Steps = 120;
    private const string Filter = "$share/g/t";

    public enum Ending
    {
        CleanStart,
        Disconnect,
        Expiry,
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [InlineData(Ending.CleanStart)]
    [InlineData(Ending.Disconnect)]
    [InlineData(Ending.Expiry)]
    public async Task No_commit_has_the_end_of_a_session_without_the_messages_that_it_hands_on(Ending ending)
    {
        using var store = new CrashingStore();
        await using var broker = new Broker(store: store);
        using var done = new CancellationTokenSource();
        var disk = Task.Run(() => store.CommitAlwaysAsync(done.Token));
        var ends = await MemberAsync(broker, "ends");
        var stays = await MemberAsync(broker, "stays", expirySeconds: 3600);
        await stays.DropAsync();
        var publisher = await broker.ConnectAsync(MqttVersion.V5, "publisher");
        foreach (var payload in new[] { "a", "b", "c" }) await publisher.PublishAsync("t", payload, qos: 1);
        for (var i = 0; i < 3; i++) await ends.ReceivePublishAsync(); // and it does not acknowledge them
        if (ending is Ending.Expiry) await ends.DropAsync();
        await done.CancelAsync();
        await disk;
        store.Commit();

        var session = broker.Server.Sessions.Find("ends")!;
        switch (ending)
        {
            case Ending.CleanStart:
                await broker.Open(MqttVersion.V5).SendAsync(new Connect(MqttVersion.V5, "ends").ToPacket());
                break;
            case Ending.Disconnect:
                await ends.SendAsync(Packet.Disconnect(0, Property.SessionExpiry(0)));
                break;
            case Ending.Expiry:
                broker.Advance(61);
                break;
        }

        await Deadline.Until(() => session.IsEnded && broker.Server.Sessions.Find("ends") != session);
        for (var commits = 0; commits < 50; commits++)
        {
            var waiting = store.Load().Sessions.SelectMany(state => state.Deliveries).Select(delivery => Payload(delivery.Message!));
            Assert.Equal(["a", "b", "c"], waiting.Order());
            store.Commit(changes: 1);
        }

        Assert.Equal(3, store.Load().Sessions.Single(state => state.Session.ClientId == "stays").Deliveries.Count);
    }

    [Fact]
    public async Task What_a_member_did_not_acknowledge_is_handed_on_after_a_restart_too()
    {
        var store = new MemorySessionStore();
        await using (var broker = new Broker(store: store))
        {
            await MemberAsync(broker, "stays");
            var ends = await MemberAsync(broker, "ends");
            var publisher = await broker.ConnectAsync(MqttVersion.V5, "publisher");
            for (var i = 0; i < 4; i++) await publisher.PublishAsync("t", $"{i}", qos: 1);
            await ends.ReceivePublishAsync();
        }

        await using var again = new Broker(store: store);
        await again.ConnectAsync(MqttVersion.V5, "ends");
        var stays = await again.ResumeAsync(MqttVersion.V5, "stays");
        var delivered = await stays.ReceivePayloadsAsync();
        Assert.Equal(["0", "1", "2", "3"], delivered.Order());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_was_acknowledged_reaches_a_member_through_cuts_ends_and_crashes(int seed)
    {
        var random = new Random(seed);
        await using var server = new SimulatedServer();
        var publisher = new SimulatedClient("publisher", MqttVersion.V311);
        var stays = new SimulatedClient("stays", seed % 2 == 0 ? MqttVersion.V311 : MqttVersion.V5);
        var ends = new SimulatedClient("ends", MqttVersion.V5);
        await server.WithDiskAsync(async () =>
        {
            await stays.ConnectAsync(server);
            await stays.SubscribeAsync(Filter, QualityOfService.AtLeastOnce);
            await Deadline.Until(() => server.Server.Subscriptions.Count == 1);
            await ends.ConnectAsync(server);
            await ends.SubscribeAsync(Filter, QualityOfService.AtLeastOnce);
            await publisher.ConnectAsync(server);
        });
        server.Store.Commit();

        var sent = 0;
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(14))
            {
                case < 5 when publisher.Unacknowledged < 20:
                    await publisher.PublishAsync("t", $"{sent++}", QualityOfService.AtLeastOnce);
                    break;
                case < 8:
                    server.Store.Commit(random.Next(1, 12));
                    break;
                case 8:
                    await server.ReconnectAsync(publisher);
                    break;
                case 9:
                    await (random.Next(2) == 0 ? stays : ends).CutAsync();
                    break;
                case 10:
                    await server.ReconnectAsync(stays);
                    break;
                case 11:
                    await ReturnAsync(ends, server);
                    break;
                case 12:
                    await EndAsync(ends, server, random);
                    if (random.Next(2) == 0) await server.CrashAsync(publisher, stays, ends);
                    else await ReturnAsync(ends, server);
                    break;
                case 13 when random.Next(3) == 0:
                    await server.CrashAsync(publisher, stays, ends);
                    break;
            }
        }

        await server.ReconnectAsync(publisher);
        await server.ReconnectAsync(stays);
        await ReturnAsync(ends, server);
        await server.WithDiskAsync(() => Deadline.Until(() =>
            publisher.Unacknowledged == 0 && stays.Delivered.Union(ends.Delivered).Count() >= sent));
        foreach (var client in new[] { publisher, stays, ends }) await client.CutAsync();
    }

    /// <summary>Ends the member's session in one of the ways there are, with any part of that committed.</summary>
    private static async Task EndAsync(SimulatedClient member, SimulatedServer server, Random random)
    {
        if (random.Next(2) == 0) server.Store.Commit();
        var session = server.Server.Sessions.Find(member.ClientId);
        if (member.IsConnected && random.Next(2) == 0)
        {
            await member.EndSessionAsync();
        }
        else
        {
            await member.CutAsync();
            _ = member.ConnectAsync(server, cleanStart: true);
        }

        await Deadline.Until(() =>
        {
            if (session is null or { IsEnded: true }) return true;
            server.Store.Commit(1); // its SUBACK may be waiting, and the DISCONNECT behind it
            return false;
        });
        server.Store.Commit(random.Next(1, 6));
    }

    /// <summary>It comes back, perhaps to a new session.</summary>
    private static async Task ReturnAsync(SimulatedClient member, SimulatedServer server)
    {
        await server.ReconnectAsync(member);
        await member.SubscribeAsync(Filter, QualityOfService.AtLeastOnce);
    }

    private static async Task<Conformance.Client> MemberAsync(Broker broker, string clientId, uint expirySeconds = 60)
    {
        var member = await broker.ConnectAsync(Connect.Persistent(MqttVersion.V5, clientId) with { Properties = Property.SessionExpiry(expirySeconds) });
        await member.SubscribeAsync(Filter, 1);
        return member;
    }

    private static string Payload(MqttMessage message) => System.Text.Encoding.UTF8.GetString(message.Payload);
}
