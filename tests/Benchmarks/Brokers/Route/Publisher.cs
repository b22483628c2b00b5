using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using SmartSectors.Benchmarks.Brokers.Wire;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>One publishing connection. It never blocks and is driven by one thread.</summary>
internal sealed class Publisher : IDisposable
{
    private readonly PublishBlock _block;
    private readonly InFlight _inFlight;
    private readonly FrameBuffer _frames = new(64 * 1024);
    private readonly ReplyBuffer _replies = new();
    private readonly int _limit, _smallestBatch;
    private ReadOnlyMemory<byte> _unsent;
    private int _next;

    /// <exception cref="BrokerException">The broker cannot be reached or refused.</exception>
    public Publisher(BrokerTarget broker, string clientId, PublishBlock block, int window)
    {
        var connect = ClientPackets.Connect(broker.Version, clientId, keepAliveSeconds: 0, keepSession: false);
        Socket = Handshake.Connect(broker.EndPoint, null, connect, broker.Version, _frames, out var receiveMaximum);
        Socket.Blocking = false;
        _block = block;
        _limit = Math.Min(window, receiveMaximum);
        _inFlight = new InFlight(_limit);
        // A quarter of the window at least goes out in one write: one acknowledgement is not worth a system call.
        _smallestBatch = Math.Min(Math.Max(1, _limit / 4), block.Count);
    }

    public Socket Socket { get; }

    /// <summary>Bytes wait for room in the socket's buffer.</summary>
    public bool IsBlocked => !_unsent.IsEmpty || !_replies.IsEmpty;

    /// <summary>Neither the socket nor the window holds back the next batch.</summary>
    public bool CouldSendMore => !IsBlocked && Room >= _smallestBatch;

    public bool IsIdle => !IsBlocked && _inFlight.Waiting == 0;

    private bool IsAcknowledged => _block.Qos is not QualityOfService.AtMostOnce;

    private int Room => IsAcknowledged ? _inFlight.Vacant : _block.Count;

    /// <summary>Sends what window and allowance permit, and returns the number of messages.</summary>
    public int Send(int allowance, long timestamp)
    {
        if (!Flush() || !CouldSendMore) return 0;

        var count = Math.Min(Math.Min(Room, allowance), _block.Count - _next);
        for (var i = _next; i < _next + count; i++)
        {
            _block.Stamp(i, IsAcknowledged ? _inFlight.Enter(timestamp) : (ushort)0, timestamp);
        }
        _unsent = _block.Packets(_next, count);
        _next = (_next + count) % _block.Count;
        Flush();
        return count;
    }

    /// <summary>Takes the acknowledgements that are there and returns the number of messages that are done.</summary>
    public int Receive(PublishCounts counts)
    {
        var error = _frames.Fill(Socket);
        if (error is SocketError.WouldBlock) return 0;
        if (error is not SocketError.Success) throw new BrokerException($"a publisher's connection was lost: {error}");

        var done = 0;
        var now = Stopwatch.GetTimestamp();
        while (_frames.TryNext(out var frame)) done += Take(frame, counts, now);
        Flush();
        return done;
    }

    /// <summary>Hands the socket what it did not take; false when it does not take all of it.</summary>
    public bool Flush()
    {
        while (!_unsent.IsEmpty)
        {
            var sent = Socket.Send(_unsent.Span, SocketFlags.None, out var error);
            _unsent = _unsent[sent..]; // also when it would block: the socket may have taken a part before
            if (error is SocketError.WouldBlock) return false;
            if (error is not SocketError.Success) throw new BrokerException($"a publisher's connection was lost: {error}");
        }
        return _replies.Flush(Socket);
    }

    public void Dispose()
    {
        if (!IsBlocked) Socket.Send(ClientPackets.Disconnect, SocketFlags.None, out _);
        Socket.Dispose();
    }

    // PUBACK, PUBREC, PUBCOMP = packet identifier, [reason code, [properties]]; a code of 0x80 and more is a refusal.
    private int Take(Frame frame, PublishCounts counts, long now)
    {
        switch (frame.Kind)
        {
            case PacketKind.PubRec when frame.Body is not [_, _, >= 0x80, ..]:
                _replies.Add(PacketKind.PubRel, BinaryPrimitives.ReadUInt16BigEndian(frame.Body));
                return 0;
            case PacketKind.PubAck or PacketKind.PubRec or PacketKind.PubComp:
                var sentAt = _inFlight.Leave(BinaryPrimitives.ReadUInt16BigEndian(frame.Body));
                counts.Finish(Stopwatch.GetElapsedTime(sentAt, now), isRefused: frame.Body is [_, _, >= 0x80, ..]);
                return 1;
            case PacketKind.Disconnect:
                throw new BrokerException($"the broker disconnected a publisher: 0x{(frame.Body.IsEmpty ? 0 : frame.Body[0]):X2}");
            default:
                return 0;
        }
    }
}
