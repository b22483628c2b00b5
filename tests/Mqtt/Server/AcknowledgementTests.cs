using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Server;

public sealed class AcknowledgementTests
{
    [Fact]
    public async Task Nothing_is_acknowledged_before_its_batch_is_completed_and_flushed()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.AcknowledgesAtOnce = false;
        using var peer = await server.ConnectAsync();

        await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", "a", 1));
        var first = await server.Application.NextBatchAsync();
        await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", "b", 2));
        var second = await server.Application.NextBatchAsync();

        // The answer to a ping comes at once, and alone: reading goes on, and nothing of the batches went with it.
        await peer.SendAsync(Packets.PingRequest);
        Assert.Equal(Packets.PingResponse, await peer.ReadPacketAsync());

        var connection = first.Connection;
        first.Complete();
        second.Complete();
        connection.RequestFlush();
        Assert.Equal(Packets.PubAck(1), await peer.ReadPacketAsync());
        Assert.Equal(Packets.PubAck(2), await peer.ReadPacketAsync());
    }

    [Fact]
    public async Task Acknowledgements_completed_by_another_thread_come_in_order_beside_the_answers_to_pings()
    {
        const int Publishes = 20_000;
        const int PingEvery = 100;
        await using var server = await MqttTestServer.StartAsync(options => options.ReceiveMaximum = Publishes);
        server.Application.AcknowledgesAtOnce = false;
        using var peer = await server.ConnectAsync();

        var writing = Task.Run(async () =>
        {
            for (var completed = 0; completed < Publishes;)
            {
                var batch = await server.Application.NextBatchAsync();
                var connection = batch.Connection;
                completed += batch.Count;
                batch.Complete();
                connection.RequestFlush();
            }
        });
        var sending = Task.Run(async () =>
        {
            for (var id = 1; id <= Publishes; id++)
            {
                await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", "x", (ushort)id));
                if (id % PingEvery == 0) await peer.SendAsync(Packets.PingRequest);
            }
        });

        var pings = 0;
        for (var id = 1; id <= Publishes;)
        {
            var packet = await peer.ReadPacketAsync();
            if (Packets.TypeOf(packet!) is PacketType.PingResp) pings++;
            else Assert.Equal(Packets.PubAck((ushort)id++), packet);
        }

        await writing.InTime();
        await sending.InTime();
        while (pings < Publishes / PingEvery)
        {
            Assert.Equal(Packets.PingResponse, await peer.ReadPacketAsync());
            pings++;
        }
    }

    [Fact]
    public async Task A_refusal_is_told_to_5_0_and_acknowledged_plainly_in_3_1_1()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.Judge = message => message.Payload == "bad" ? PubAckReason.PayloadFormatInvalid : PubAckReason.Success;

        using var five = await server.ConnectAsync(MqttVersion.V5, "five");
        await five.SendAsync(Packets.Publish(MqttVersion.V5, "t", "bad", 9), Packets.Publish(MqttVersion.V5, "t", "good", 10));
        Assert.Equal([0x40, 0x03, 0x00, 0x09, 0x99], await five.ReadPacketAsync());
        Assert.Equal([0x40, 0x02, 0x00, 0x0A], await five.ReadPacketAsync());

        using var four = await server.ConnectAsync(MqttVersion.V311, "four");
        await four.SendAsync(Packets.Publish(MqttVersion.V311, "t", "bad", 9));
        Assert.Equal([0x40, 0x02, 0x00, 0x09], await four.ReadPacketAsync());
    }

    [Fact]
    public async Task A_read_of_QoS_0_only_gives_an_empty_batch()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.AcknowledgesAtOnce = false;
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", "x"));

        var batch = await server.Application.NextBatchAsync();
        Assert.Equal(0, batch.Count);
        batch.Complete();
    }

    [Fact]
    public async Task Completing_after_the_connection_has_closed_is_harmless_and_twice_is_a_bug()
    {
        await using var server = await MqttTestServer.StartAsync();
        server.Application.AcknowledgesAtOnce = false;
        AckBatch batch;
        using (var peer = await server.ConnectAsync())
        {
            await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", "x", 1));
            batch = await server.Application.NextBatchAsync();
        }

        await server.Application.NextDetachedAsync();
        var connection = batch.Connection;
        batch.Complete();
        connection.RequestFlush();
        Assert.Throws<InvalidOperationException>(batch.Complete);
    }

    [Fact]
    public async Task A_5_0_client_that_exceeds_the_receive_maximum_is_disconnected()
    {
        await using var server = await MqttTestServer.StartAsync(options => options.ReceiveMaximum = 2);
        server.Application.AcknowledgesAtOnce = false;
        using var peer = await server.ConnectAsync();
        await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", "a", 1));
        var held = await server.Application.NextBatchAsync();
        await peer.SendAsync((byte[])[.. Packets.Publish(MqttVersion.V5, "t", "b", 2), .. Packets.Publish(MqttVersion.V5, "t", "c", 3)]);
        var next = await server.Application.NextBatchAsync();

        held.Complete();
        next.Complete();
        byte[]? packet;
        do packet = await peer.ReadPacketAsync();
        while (packet is not null && Packets.TypeOf(packet) is PacketType.PubAck);
        Assert.NotNull(packet);
        var farewell = DisconnectPacket.Read(0, packet.AsSpan(2), MqttVersion.V5, PacketSender.Server);
        Assert.Equal(DisconnectReason.ReceiveMaximumExceeded, farewell.Reason);
        Assert.Equal(nameof(MalformedReason.ReceiveMaximumExceeded), farewell.ReasonString);
    }

    [Fact]
    public async Task A_publish_again_after_its_acknowledgement_does_not_count_against_the_receive_maximum()
    {
        await using var server = await MqttTestServer.StartAsync(options => options.ReceiveMaximum = 2);
        using var peer = await server.ConnectAsync();
        for (var round = 0; round < 100; round++)
        {
            await peer.SendAsync(Packets.Publish(MqttVersion.V5, "t", "a", 1), Packets.Publish(MqttVersion.V5, "t", "b", 2));
            Assert.Equal(Packets.PubAck(1), await peer.ReadPacketAsync());
            Assert.Equal(Packets.PubAck(2), await peer.ReadPacketAsync());
        }
    }
}
