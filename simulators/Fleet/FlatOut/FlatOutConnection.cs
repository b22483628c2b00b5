using System.Net;
using System.Net.Sockets;
using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.FlatOut;

/// <summary>
/// One connection of the flat-out mode: sends runs of its block's packets and takes the acknowledgements, without ever
/// blocking. Driven by one thread.
/// </summary>
internal sealed class FlatOutConnection : IDisposable
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(50), s_longestRetry = TimeSpan.FromSeconds(2);
    private readonly PacketBlock _block;
    private readonly InFlightWindow _window;
    private readonly FlatOutCounts _counts;
    private readonly TimeProvider _time;
    private readonly AcknowledgedLog? _log;
    private readonly IPEndPoint _broker;
    private readonly byte[] _connect;
    private readonly bool _acknowledges, _reconnects;
    private readonly AckReader _acks = new();
    private readonly int _smallestBatch;
    private int _next, _limit;
    private ReadOnlyMemory<byte> _unsent;
    private Task<(Socket, int)>? _opening;
    private TimeSpan _retryIn = s_firstRetry;
    private long _retryAt;

    public FlatOutConnection(
        PacketBlock block, InFlightWindow window, FlatOutCounts counts, TimeProvider time, IPEndPoint broker,
        byte[] connect, QualityOfService qos, bool reconnects, AcknowledgedLog? log)
    {
        _block = block;
        _window = window;
        _counts = counts;
        _time = time;
        _broker = broker;
        _connect = connect;
        _acknowledges = qos is not QualityOfService.AtMostOnce;
        _reconnects = reconnects;
        _log = log;
        // A quarter of the window at least goes out in one write: an acknowledgement alone is not worth a system call.
        _smallestBatch = Math.Min(Math.Max(1, window.Size / 4), block.Count);
    }

    /// <summary>Null while there is no connection.</summary>
    public Socket? Socket { get; private set; }

    public bool IsLost { get; private set; }

    /// <summary>Bytes wait for room in the socket's buffer.</summary>
    public bool IsBlocked => !_unsent.IsEmpty;

    /// <summary>Neither the socket nor the window holds back the next batch.</summary>
    public bool CouldSendMore => Socket is not null && !IsBlocked && Room >= Math.Min(_smallestBatch, _limit);

    public bool IsIdle => _window.Waiting == 0 && !IsBlocked;

    public int Waiting => _window.Waiting;

    public void Open() => _opening = Task.Factory.StartNew(
        () => Handshake.Open(_broker, _connect),
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private int Room => _acknowledges ? Math.Min(_window.Vacant, _limit - _window.Waiting) : _window.Size;

    /// <summary>For the first connection: waits, and throws what went wrong.</summary>
    public async Task FinishOpeningAsync()
    {
        Use(await _opening!);
        _opening = null;
    }

    /// <summary>Goes on with a connection that is being made again; true when it stands.</summary>
    public bool Revive()
    {
        if (Socket is not null) return true;
        if (IsLost) return false;
        if (_opening is null)
        {
            if (_time.GetTimestamp() >= _retryAt) Open();
            return false;
        }
        if (!_opening.IsCompleted) return false;

        var opened = _opening;
        _opening = null;
        if (!opened.IsCompletedSuccessfully)
        {
            // Whatever it was, the platform may be about to come back: a device would try again, and so do we.
            _counts.LastLoss = opened.Exception?.InnerException?.Message;
            RetryLater();
            return false;
        }
        Use(opened.GetAwaiter().GetResult());
        _counts.Reconnects++;
        _counts.Resent += _window.Waiting;
        _unsent = _window.CopyForResend();
        return Flush();
    }

    /// <summary>Sends what the window and the allowance permit; returns the number of messages.</summary>
    public int Send(int allowance, long nowMs, long timestamp)
    {
        if (Socket is null || !Flush()) return 0;

        if (!CouldSendMore) return 0;
        var count = Math.Min(Math.Min(Room, allowance), _block.Count - _next);
        for (var i = _next; i < _next + count; i++)
        {
            _block.Stamp(i, _window.NextPacketId, nowMs);
            if (_acknowledges) _window.Enter(timestamp, _block.Packet(i));
        }
        _unsent = _block.Packets(_next, count);
        _next = (_next + count) % _block.Count;
        _counts.Sent += count;
        Flush();
        return count;
    }

    /// <summary>Takes the acknowledgements that are there and returns their number.</summary>
    public int Receive()
    {
        if (Socket is null) return 0;
        try
        {
            var error = _acks.Fill(Socket);
            if (error is SocketError.Success) return TakeAcknowledgements();
            if (error is not SocketError.WouldBlock) Lose(error.ToString());
        }
        catch (FleetException disconnected)
        {
            Lose(disconnected.Message);
        }
        return 0;
    }

    public void Dispose()
    {
        if (Socket is { } socket)
        {
            if (!IsBlocked) socket.Send([0xE0, 0x00], SocketFlags.None, out _); // DISCONNECT, normal
            socket.Dispose();
            Socket = null;
        }
    }

    private int TakeAcknowledgements()
    {
        var taken = 0;
        var now = _time.GetTimestamp();
        while (_acks.TryRead(out var packetId, out var reason))
        {
            taken++;
            if (!_window.TryLeave(packetId, out var sentAt, out var packet))
            {
                _counts.UnexpectedAcks++;
                continue;
            }
            _counts.Acknowledge(reason, _time.GetElapsedTime(sentAt, now));
            if ((byte)reason < 0x80) _log?.Write(packet, _block.Fields);
        }
        return taken;
    }

    /// <summary>Hands the socket what it did not take; false when it does not take all of it.</summary>
    public bool Flush()
    {
        while (!_unsent.IsEmpty)
        {
            var sent = Socket!.Send(_unsent.Span, SocketFlags.None, out var error);
            _unsent = _unsent[sent..]; // also when it would block: the socket may have taken a part before
            if (error is SocketError.WouldBlock) return false;
            if (error is not SocketError.Success)
            {
                Lose(error.ToString());
                return false;
            }
        }
        return true;
    }

    private void Use((Socket Socket, int ReceiveMaximum) opened)
    {
        Socket = opened.Socket;
        _limit = Math.Min(_window.Size, opened.ReceiveMaximum);
        _retryIn = s_firstRetry;
        _acks.Reset();
    }

    private void Lose(string why)
    {
        Socket!.Dispose();
        Socket = null;
        _unsent = default;
        _counts.Lose(why);
        if (_reconnects) RetryLater();
        else IsLost = true;
    }

    private void RetryLater()
    {
        _retryAt = _time.GetTimestamp() + (long)(_retryIn.TotalSeconds * _time.TimestampFrequency);
        _retryIn = _retryIn * 2 < s_longestRetry ? _retryIn * 2 : s_longestRetry;
    }
}
