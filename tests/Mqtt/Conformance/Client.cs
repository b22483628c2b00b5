using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using SmartSectors.Mqtt.Tests.Conformance.Wire;

namespace SmartSectors.Mqtt.Tests.Conformance;

/// <summary>
/// A client that does only what a test tells it: no acknowledgement, no PINGREQ and no close of its own. What the server
/// sends is taken apart strictly.
/// </summary>
internal sealed class Client : IAsyncDisposable
{
    /// <summary>Turns a packet that does not come into a failure.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    // The server reads inline, on the thread that sends; what it writes wakes the test on another one, so that no test
    // runs inside of the server.
    private readonly Pipe _toServer = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Pipe _toClient = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly DefaultConnectionContext _context;
    private readonly Task _served;
    private int _nextId;

    public Client(MqttVersion version, Func<ConnectionContext, Task> serve)
    {
        Version = version;
        _context = new DefaultConnectionContext(
            "memory", new Duplex(_toServer.Reader, _toClient.Writer), new Duplex(_toClient.Reader, _toServer.Writer));
        _served = serve(_context);
    }

    public MqttVersion Version { get; }

    /// <summary>The answer to this client's CONNECT.</summary>
    public ConnAck ConnAck { get; private set; } = new(0, 0xFF, PropertyList.None);

    public async Task<ConnAck> ConnectAsync(Connect connect)
    {
        await SendAsync(connect.ToPacket());
        return await ReceiveConnAckAsync();
    }

    public async Task<ConnAck> ReceiveConnAckAsync() => ConnAck = (await ReceiveAsync()).AsConnAck();

    public async Task SendAsync(params byte[][] packets)
    {
        foreach (var packet in packets) await _toServer.Writer.WriteAsync(packet);
    }

    /// <summary>The next packet, which has to come.</summary>
    public async Task<ServerPacket> ReceiveAsync() =>
        await ReceiveOrEndAsync() ?? throw new InvalidOperationException("the server closed the connection");

    /// <summary>The next packet; null when the server has closed.</summary>
    public async Task<ServerPacket?> ReceiveOrEndAsync()
    {
        var start = new List<byte>();
        do
        {
            if (await ReadAsync(1) is not [var next]) return null;
            start.Add(next);
        }
        while (start.Count < 2 || (start.Count < 5 && start[^1] >= 0x80));

        var length = new BytesReader([.. start.Skip(1)]).VarInt();
        var body = await ReadAsync(length) ?? throw new InvalidOperationException("the server closed within a packet");
        return new ServerPacket(Version, start[0], body, start.Count + length);
    }

    public async Task<Publish> ReceivePublishAsync() => (await ReceiveAsync()).AsPublish();

    public async Task<Ack> ReceiveAckAsync(int type) => (await ReceiveAsync()).AsAck(type);

    /// <summary>All that the server had for this client when it saw a PINGREQ.</summary>
    public async Task<IReadOnlyList<ServerPacket>> ReceiveAllAsync()
    {
        await SendAsync(Packet.PingReq);
        var all = new List<ServerPacket>();
        while (true)
        {
            var packet = await ReceiveAsync();
            if (packet.Type is Packet.PingResp) return all;
            all.Add(packet);
        }
    }

    public async Task<IReadOnlyList<string>> ReceivePayloadsAsync() =>
        [.. (await ReceiveAllAsync()).Select(static packet => packet.AsPublish().Payload)];

    /// <summary>The connection is open, and the server has nothing to say.</summary>
    public async Task ReceiveNothingAsync() => Assert.Empty(await ReceiveAllAsync());

    /// <summary>The server closes; in MQTT 5.0 it says first why, in MQTT 3.1.1 it has no way to.</summary>
    public async Task IsClosedAsync(int reason)
    {
        if (Version is MqttVersion.V5) Assert.Equal(reason, (await ReceiveAsync()).AsDisconnect().Reason);
        await IsClosedAsync();
    }

    /// <summary>The server closes; in MQTT 5.0 it says first that something was wrong.</summary>
    public async Task IsClosedForErrorAsync()
    {
        if (Version is MqttVersion.V5) Assert.InRange((await ReceiveAsync()).AsDisconnect().Reason, 0x80, 0xFF);
        await IsClosedAsync();
    }

    /// <summary>The server does not let the client in; in MQTT 5.0 it may say why before it closes.</summary>
    public async Task IsNotLetInAsync()
    {
        if (await ReceiveOrEndAsync() is not { } packet) return;
        Assert.Equal(MqttVersion.V5, Version);
        Assert.InRange(packet.AsConnAck().Reason, 0x80, 0xFF);
        await IsClosedAsync();
    }

    /// <summary>The server closes without another packet.</summary>
    public async Task IsClosedAsync() => Assert.Null(await ReceiveOrEndAsync());

    /// <summary>Subscribes and takes the SUBACK, which grants the QoS that was asked for.</summary>
    public async Task SubscribeAsync(string filter, int options = 2, params byte[] properties)
    {
        await SendAsync(Packet.Subscribe(Version, ++_nextId, properties, (filter, options)));
        Assert.Equal([(byte)(options & 3)], (await ReceiveAsync()).AsSubAck().Codes);
    }

    public async Task UnsubscribeAsync(string filter)
    {
        await SendAsync(Packet.Unsubscribe(Version, ++_nextId, filter));
        (await ReceiveAsync()).AsSubAck(Packet.UnsubAck);
    }

    /// <summary>Publishes and goes through the acknowledgements of its QoS, which say that it was accepted.</summary>
    public async Task PublishAsync(string topic, string payload, int qos = 0, bool retain = false, params byte[] properties)
    {
        var id = qos == 0 ? 0 : ++_nextId;
        await SendAsync(Packet.Publish(Version, topic, payload, qos, id, retain, properties: properties));
        if (qos == 1) await IsAcceptedAsync(Packet.PubAck, id);
        if (qos < 2) return;

        await IsAcceptedAsync(Packet.PubRec, id);
        await SendAsync(Packet.Ack(Packet.PubRel, id));
        await IsAcceptedAsync(Packet.PubComp, id);
    }

    /// <summary>Acknowledges a message to the end.</summary>
    public async Task AcceptAsync(Publish message)
    {
        if (message.Qos == 1) await SendAsync(Packet.Ack(Packet.PubAck, message.Id));
        if (message.Qos < 2) return;

        await SendAsync(Packet.Ack(Packet.PubRec, message.Id));
        Assert.Equal(message.Id, (await ReceiveAckAsync(Packet.PubRel)).Id);
        await SendAsync(Packet.Ack(Packet.PubComp, message.Id));
    }

    /// <summary>Receives one message and acknowledges it to the end.</summary>
    public async Task<Publish> TakeAsync()
    {
        var message = await ReceivePublishAsync();
        await AcceptAsync(message);
        return message;
    }

    /// <summary>The network fails: no DISCONNECT. Done when the server knows.</summary>
    public async Task DropAsync()
    {
        await _toServer.Writer.CompleteAsync();
        await _toClient.Reader.CompleteAsync();
        _context.Abort();
        await _served.WaitAsync(_patience);
    }

    public async ValueTask DisposeAsync() => await DropAsync();

    /// <summary>Says DISCONNECT. Done when the server has closed.</summary>
    public async Task DisconnectAsync(int reason = 0, byte[]? properties = null)
    {
        await SendAsync(Packet.Disconnect(reason, properties));
        await IsClosedAsync();
        await DropAsync();
    }

    private async Task<byte[]?> ReadAsync(int length)
    {
        if (length == 0) return [];
        var read = await _toClient.Reader.ReadAtLeastAsync(length).AsTask().WaitAsync(_patience);
        if (read.Buffer.Length < length)
        {
            _toClient.Reader.AdvanceTo(read.Buffer.Start);
            return null;
        }

        var bytes = read.Buffer.Slice(0, length);
        var result = System.Buffers.BuffersExtensions.ToArray(bytes);
        _toClient.Reader.AdvanceTo(bytes.End);
        return result;
    }

    private async Task IsAcceptedAsync(int type, int id)
    {
        var ack = await ReceiveAckAsync(type);
        Assert.Equal((id, true), (ack.Id, ack.Reason < 0x80));
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
