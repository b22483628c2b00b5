namespace SmartSectors.Mqtt.Fuzz;

/// <summary>What one client may do as often as it likes, while the clock stands still and nothing comes to its time.</summary>
public sealed class PilingUpTests
{
    private const int Often = 20_000;

    /// <summary>Of what is done so often not even a hundred bytes may stay.</summary>
    private const long MostBytes = Often * 100;

    [Fact]
    public async Task Who_comes_and_goes_leaves_one_session()
    {
        using var server = new FuzzServer();
        byte[] visit =
        [
            .. ConnectPacketWriter.Write(new ConnectPacket { Version = MqttVersion.V5, ClientId = "guest", SessionExpirySeconds = 300 }),
            .. DisconnectPacket.Write(MqttVersion.V5, DisconnectReason.NormalDisconnection),
        ];
        await VisitAsync(server, visit);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Often; i++) await VisitAsync(server, visit);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostBytes);
        Assert.Equal(1, server.Remains.Sessions);
    }

    [Theory]
    [InlineData(300u)]
    [InlineData(uint.MaxValue)]
    public async Task A_retained_message_that_replaces_another_takes_its_place_in_memory(uint expirySeconds)
    {
        using var server = new FuzzServer();
        var properties = new WireWriter().Property(PropertyId.MessageExpiryInterval, expirySeconds).Written;
        var payload = new byte[1000];
        var publish = new byte[PublishPacketWriter.Length(MqttVersion.V5, 1, payload.Length, QualityOfService.AtMostOnce, properties.Length)];
        PublishPacketWriter.Write(publish, MqttVersion.V5, "t"u8, payload, QualityOfService.AtMostOnce, retain: true, properties: properties);
        var (link, served) = server.Connect(server.DefaultListener);
        await link.SendAsync(ConnectPacketWriter.Write(new ConnectPacket { Version = MqttVersion.V5, ClientId = "c" }));
        await link.SendAsync(publish);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Often; i++) await link.SendAsync(publish);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostBytes);
        Assert.False(served.IsCompleted);
    }

    private static async Task VisitAsync(FuzzServer server, byte[] visit)
    {
        var (link, served) = server.Connect(server.DefaultListener);
        await link.SendAsync(visit);
        await served;
        link.Close();
    }
}
