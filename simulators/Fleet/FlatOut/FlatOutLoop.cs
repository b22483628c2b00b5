using System.Net.Sockets;

namespace SmartSectors.Fleet.FlatOut;

/// <summary>
/// The thread of the flat-out mode: one for all connections, for the cost of handing work between threads is most of
/// what an asynchronous client spends on small messages. It sends all that windows and budget permit, and sleeps until
/// acknowledgements come.
/// </summary>
internal sealed class FlatOutLoop(
    IReadOnlyList<FlatOutConnection> connections, FlatOutCounts counts, SendBudget budget, TimeSpan drainTimeout,
    TimeProvider time)
{
    // How often to look at the clock and at lost connections when no acknowledgement comes.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(20), s_tick = TimeSpan.FromMilliseconds(1);

    // Acknowledgements that come in ones and twos are left to gather for a millisecond: waking up for each would cost
    // as much again as everything else (measured against Mosquitto: 2.9 CPU-seconds a million without this, 1.5 with it).
    private const int WorthWakingFor = 64;

    // With a rate, the messages of a tick go to few connections in batches, not one to each.
    private const int RatedBatch = 32;
    private readonly List<Socket> _readable = new(connections.Count), _writable = new(connections.Count);
    private readonly Dictionary<Socket, FlatOutConnection> _bySocket = new(connections.Count);
    private int _turn;

    /// <summary>Sends until the budget is spent or the token says stop, then waits for the last acknowledgements.</summary>
    public void Run(CancellationToken stop)
    {
        budget.Start(time.GetTimestamp());
        while (!stop.IsCancellationRequested && !budget.IsSpent(time.GetTimestamp(), counts.Sent) && connections.Any(c => !c.IsLost))
        {
            var isSocketLimited = SendAll();
            Receive(isSocketLimited ? TimeSpan.Zero : budget.IsRated ? s_tick : s_longestWait, stop);
        }
        Drain();
    }

    /// <summary>True when only the sockets' buffers hold back more (QoS 0), so that there is no reason to wait.</summary>
    private bool SendAll()
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var timestamp = time.GetTimestamp();
        var allowance = budget.Allowance(timestamp, counts.Sent);
        var isSocketLimited = false;
        for (var i = 0; i < connections.Count && allowance > 0; i++)
        {
            var connection = connections[_turn];
            _turn = (_turn + 1) % connections.Count;
            if (!connection.Revive()) continue;
            allowance -= connection.Send(budget.IsRated ? Math.Min(allowance, RatedBatch) : allowance, nowMs, timestamp);
            isSocketLimited |= connection.CouldSendMore;
        }
        return isSocketLimited && allowance > 0;
    }

    private void Receive(TimeSpan timeout, CancellationToken stop)
    {
        _readable.Clear();
        _writable.Clear();
        _bySocket.Clear();
        foreach (var connection in connections)
        {
            if (connection.Socket is not { } socket) continue;
            _bySocket.Add(socket, connection);
            _readable.Add(socket);
            if (connection.IsBlocked) _writable.Add(socket);
        }
        if (_readable.Count == 0)
        {
            stop.WaitHandle.WaitOne(timeout);
            return;
        }

        Socket.Select(_readable, _writable.Count > 0 ? _writable : null, null, timeout);
        var taken = 0;
        foreach (var socket in _readable) taken += _bySocket[socket].Receive();
        if (taken < WorthWakingFor && timeout > TimeSpan.Zero) Thread.Sleep(s_tick);
    }

    private void Drain()
    {
        var startedAt = time.GetTimestamp();
        while (connections.Any(c => !c.IsLost && !c.IsIdle) && time.GetElapsedTime(startedAt) < drainTimeout)
        {
            foreach (var connection in connections)
            {
                if (connection.Revive()) connection.Flush();
            }
            Receive(s_longestWait, CancellationToken.None);
        }
    }
}
