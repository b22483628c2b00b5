using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Sessions;

/// <summary>
/// A client that keeps its session as MQTT 5.0 §4.1 and §4.3 say, and remembers what it was given. It comes back as often as it is cut.
/// </summary>
internal sealed class SimulatedClient(string clientId, MqttVersion version)
{
    public string ClientId => clientId;

    public MqttVersion Version => version;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, Outgoing> _outgoing = [];
    private readonly HashSet<ushort> _received = [];
    private readonly List<string> _delivered = [];
    private Link? _link;
    private int _lastOrder;
    private ushort _lastPacketId;
    private bool _hadSession;

    /// <summary>What was handed to the application behind the client, in order.</summary>
    public string[] Delivered
    {
        get
        {
            lock (_gate) return [.. _delivered];
        }
    }

    /// <summary>Messages that the server has not acknowledged to the end.</summary>
    public int Unacknowledged
    {
        get
        {
            lock (_gate) return _outgoing.Count;
        }
    }

    public bool IsConnected => _link is not null;

    /// <summary>Connects and resends. The task is done at CONNACK, which may need a commit.</summary>
    public async Task ConnectAsync(SimulatedServer server, bool cleanStart = false)
    {
        if (cleanStart) ForgetSession();
        var link = new Link(server);
        _link = link;
        await link.SendAsync(ConnectPacketWriter.Write(new ConnectPacket
        {
            Version = version,
            ClientId = clientId,
            CleanStart = cleanStart,
            SessionExpirySeconds = version is MqttVersion.V5 ? 3600u : 0u,
            ReceiveMaximum = version is MqttVersion.V5 ? (ushort)4 : ConnectPacket.DefaultReceiveMaximum,
        }));
        if (await link.ReadAsync() is not { } answer) return;

        var connAck = ConnAckPacket.Read(0, answer.AsSpan(2), version);
        Assert.Equal(ConnectReason.Success, connAck.Reason);
        if (_hadSession) Assert.True(connAck.SessionPresent, $"the session of {clientId} is gone, though CONNACK had said that it is kept");
        _hadSession = true;
        Outgoing[] again;
        lock (_gate) again = [.. _outgoing.Values];
        foreach (var message in again) await link.SendAsync(message.Packet(version, duplicate: true));
        link.Reading = ReadAsync(link);
    }

    /// <summary>DISCONNECT of MQTT 5.0 that ends the session as well.</summary>
    public Task EndSessionAsync()
    {
        ForgetSession();
        return _link!.SendAsync(DisconnectPacket.Write(
            version, new DisconnectPacket { Reason = DisconnectReason.NormalDisconnection, SessionExpirySeconds = 0 }));
    }

    public Task SubscribeAsync(string filter, QualityOfService qos) => _link!.SendAsync(
        SubscribePacketWriter.Write(version, 1, 0, [(filter, new SubscriptionOptions(qos))]));

    public async Task PublishAsync(string topic, string payload, QualityOfService qos)
    {
        Outgoing message;
        lock (_gate)
        {
            do _lastPacketId = (ushort)(_lastPacketId % 50 + 1); // Used again soon, for a stale one at the server would show.
            while (_outgoing.Values.Any(other => other.PacketId == _lastPacketId));
            message = new Outgoing(topic, payload, qos, _lastPacketId);
            _outgoing.Add(++_lastOrder, message);
        }

        if (_link is { } link) await link.SendAsync(message.Packet(version, duplicate: false));
    }

    /// <summary>The network fails.</summary>
    public async Task CutAsync()
    {
        if (_link is not { } link) return;
        _link = null;
        await link.DisposeAsync();
    }

    /// <summary>What it was given stays its application's.</summary>
    private void ForgetSession()
    {
        _hadSession = false;
        lock (_gate) _received.Clear();
    }

    private async Task ReadAsync(Link link)
    {
        while (await link.ReadAsync() is { } packet) await TakeAsync(link, packet);
    }

    private async Task TakeAsync(Link link, byte[] packet)
    {
        var header = packet.AsSpan(0, 2);
        var type = Packets.TypeOf(packet);
        var flags = (byte)(header[0] & 0x0F);
        switch (type)
        {
            case PacketType.Publish:
                await TakePublishAsync(link, flags, packet);
                break;
            case PacketType.PubRel:
                var released = AckPacket.Read(type, flags, packet.AsSpan(2), version, out _, PacketSender.Server);
                lock (_gate) _received.Remove(released);
                await link.SendAsync(Ack(PacketType.PubComp, released));
                break;
            case PacketType.PubAck or PacketType.PubComp:
                Finish(AckPacket.Read(type, flags, packet.AsSpan(2), version, out _, PacketSender.Server));
                break;
            case PacketType.PubRec:
                var recorded = AckPacket.Read(type, flags, packet.AsSpan(2), version, out _, PacketSender.Server);
                lock (_gate)
                {
                    foreach (var message in _outgoing.Values) message.IsReleased |= message.PacketId == recorded;
                }

                await link.SendAsync(Ack(PacketType.PubRel, recorded));
                break;
            case PacketType.SubAck:
                break;
            case PacketType.Disconnect when packet is [.., (byte)DisconnectReason.SessionTakenOver]:
                break; // It was cut, and is back faster than the server knows.
            default:
                Assert.Fail($"{type} from a server: {Convert.ToHexString(packet)}");
                break;
        }
    }

    private async Task TakePublishAsync(Link link, byte flags, byte[] packet)
    {
        var (payload, qos, id) = Parse(flags, packet);
        lock (_gate)
        {
            if (qos is not QualityOfService.ExactlyOnce || _received.Add(id)) _delivered.Add(payload);
        }

        if (qos is QualityOfService.AtLeastOnce) await link.SendAsync(Ack(PacketType.PubAck, id));
        if (qos is QualityOfService.ExactlyOnce) await link.SendAsync(Ack(PacketType.PubRec, id));
    }

    private (string Payload, QualityOfService Qos, ushort PacketId) Parse(byte flags, byte[] packet)
    {
        Assert.True(FixedHeader.TryRead(packet, int.MaxValue, out var header));
        var publish = PublishPacketReader.Read(flags, packet.AsSpan(header.Size), version, new TopicAliases(0), 1000, PacketSender.Server);
        return (Encoding.UTF8.GetString(publish.Payload), publish.Qos, publish.PacketId);
    }

    private void Finish(ushort packetId)
    {
        lock (_gate)
        {
            foreach (var (order, message) in _outgoing)
            {
                if (message.PacketId != packetId) continue;
                _outgoing.Remove(order);
                return;
            }
        }
    }

    private byte[] Ack(PacketType type, ushort packetId)
    {
        var packet = new byte[AckPacket.MaxLength];
        return packet[..AckPacket.Write(packet, type, version, packetId, PubAckReason.Success)];
    }

    private sealed class Outgoing(string topic, string payload, QualityOfService qos, ushort packetId)
    {
        public ushort PacketId => packetId;

        /// <summary>PUBREC came: PUBREL is what is sent again.</summary>
        public bool IsReleased { get; set; }

        public byte[] Packet(MqttVersion version, bool duplicate)
        {
            if (IsReleased)
            {
                var release = new byte[AckPacket.MaxLength];
                return release[..AckPacket.Write(release, PacketType.PubRel, version, packetId, PubAckReason.Success)];
            }

            var topicBytes = Encoding.UTF8.GetBytes(topic);
            var payloadBytes = Encoding.UTF8.GetBytes(payload);
            var packet = new byte[PublishPacketWriter.Length(version, topicBytes.Length, payloadBytes.Length, qos)];
            PublishPacketWriter.Write(packet, version, topicBytes, payloadBytes, qos, packetId, duplicate);
            return packet;
        }
    }

    /// <summary>One network connection, in memory.</summary>
    private sealed class Link : IAsyncDisposable
    {
        private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
        private readonly Pipe _toClient = new(new PipeOptions(useSynchronizationContext: false));
        private readonly SemaphoreSlim _sending = new(1);
        private readonly DefaultConnectionContext _context;

        public Link(SimulatedServer server)
        {
            _context = new DefaultConnectionContext("memory", new Duplex(_toServer.Reader, _toClient.Writer), new Duplex(_toClient.Reader, _toServer.Writer));
            _ = server.ServeAsync(_context);
        }

        public Task Reading { get; set; } = Task.CompletedTask;

        public async Task SendAsync(byte[] packet)
        {
            await _sending.WaitAsync();
            try
            {
                await _toServer.Writer.WriteAsync(packet);
            }
            finally
            {
                _sending.Release();
            }
        }

        /// <summary>Null at the end.</summary>
        public async Task<byte[]?> ReadAsync()
        {
            while (true)
            {
                var read = await _toClient.Reader.ReadAsync();
                var bytes = System.Buffers.BuffersExtensions.ToArray(read.Buffer);
                if (!read.IsCanceled && FixedHeader.TryRead(bytes, int.MaxValue, out var header) && header.PacketLength <= bytes.Length)
                {
                    _toClient.Reader.AdvanceTo(read.Buffer.GetPosition(header.PacketLength));
                    return bytes[..header.PacketLength];
                }

                _toClient.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled) return null;
            }
        }

        public async ValueTask DisposeAsync()
        {
            _toClient.Reader.CancelPendingRead();
            await Reading.InTime();
            await _sending.WaitAsync();
            await _toServer.Writer.CompleteAsync();
            await _toClient.Reader.CompleteAsync();
            _context.Abort();
            _sending.Dispose();
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
