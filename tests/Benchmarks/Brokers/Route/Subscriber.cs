using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using SmartSectors.Benchmarks.Brokers.Wire;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>One subscribed connection: counts what comes by scanning it, and acknowledges as its QoS wants.</summary>
internal sealed class Subscriber : IDisposable
{
    private readonly MqttVersion _version;
    private readonly FrameBuffer _frames;
    private readonly ReplyBuffer _replies = new();

    /// <param name="socket">Connected and subscribed.</param>
    /// <param name="frames">What was read of it so far; it must hold the longest message.</param>
    public Subscriber(Socket socket, MqttVersion version, FrameBuffer frames)
    {
        Socket = socket;
        Socket.Blocking = false;
        _version = version;
        _frames = frames;
    }

    public Socket Socket { get; }

    /// <summary>Acknowledgements wait for room in the socket's buffer, and nothing is read meanwhile.</summary>
    public bool IsBlocked => !_replies.IsEmpty;

    /// <exception cref="BrokerException">The broker cannot be reached or refused.</exception>
    public static Subscriber Open(BrokerTarget broker, string clientId, string filter, QualityOfService qos, int payloadLength)
    {
        var frames = new FrameBuffer((256 * 1024) + (2 * payloadLength));
        var connect = ClientPackets.Connect(broker.Version, clientId, keepAliveSeconds: 0, keepSession: false);
        var socket = Handshake.Connect(broker.EndPoint, null, connect, broker.Version, frames, out _);
        Handshake.Subscribe(socket, ClientPackets.Subscribe(broker.Version, filter, qos), frames);
        return new Subscriber(socket, broker.Version, frames);
    }

    public bool Flush() => _replies.Flush(Socket);

    /// <summary>Takes what is there and returns the number of messages.</summary>
    public int Receive(LatencyHistogram latency)
    {
        var error = _frames.Fill(Socket);
        if (error is SocketError.WouldBlock) return 0;
        if (error is not SocketError.Success) throw new BrokerException($"a subscriber's connection was lost: {error}");

        var received = 0;
        var now = Stopwatch.GetTimestamp();
        while (_frames.TryNext(out var frame))
        {
            switch (frame.Kind)
            {
                case PacketKind.Publish:
                    received++;
                    Take(frame, latency, now);
                    break;
                case PacketKind.PubRel:
                    _replies.Add(PacketKind.PubComp, BinaryPrimitives.ReadUInt16BigEndian(frame.Body));
                    break;
                case PacketKind.Disconnect:
                    throw new BrokerException($"the broker disconnected a subscriber: 0x{(frame.Body.IsEmpty ? 0 : frame.Body[0]):X2}");
            }
        }
        Flush();
        return received;
    }

    public void Dispose()
    {
        if (!IsBlocked) Socket.Send(ClientPackets.Disconnect, SocketFlags.None, out _);
        Socket.Dispose();
    }

    // PUBLISH = topic, [packet identifier], [properties], payload, which begins with the time of its sending.
    private void Take(Frame frame, LatencyHistogram latency, long now)
    {
        var at = 2 + BinaryPrimitives.ReadUInt16BigEndian(frame.Body);
        if (frame.Qos > 0)
        {
            _replies.Add(frame.Qos == 1 ? PacketKind.PubAck : PacketKind.PubRec, BinaryPrimitives.ReadUInt16BigEndian(frame.Body[at..]));
            at += 2;
        }
        if (_version is MqttVersion.V5)
        {
            if (frame.Body[at] >= 0x80) throw new BrokerException("the broker added more than 127 bytes of properties");
            at += 1 + frame.Body[at];
        }
        latency.Record(Stopwatch.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(frame.Body[at..]), now));
    }
}
