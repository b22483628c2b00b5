using System.Diagnostics;
using System.Net.Sockets;

namespace SmartSectors.Benchmarks.Brokers.Route;

/// <summary>
/// One thread for all publishers: sends what windows, sockets and the rate permit, and sleeps until acknowledgements or
/// room come.
/// </summary>
/// <param name="rate">Messages a second over all publishers; null for as fast as they go.</param>
/// <param name="lead">How far the subscribers may be behind; null for any distance.</param>
internal sealed class PublishLoop(IReadOnlyList<Publisher> publishers, double? rate, Lead? lead)
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMilliseconds(20), s_tick = TimeSpan.FromMilliseconds(1);

    // Acknowledgements that come in ones and twos are left to gather for a millisecond, where windows are large enough
    // for it: waking up for each would cost as much again as everything else.
    private const int WorthWakingFor = 64;

    // With a rate, the messages of a tick go to few publishers in batches, not one to each.
    private const int RatedBatch = 32;
    private readonly List<Socket> _readable = [], _writable = [];
    private readonly Dictionary<Socket, Publisher> _bySocket = publishers.ToDictionary(publisher => publisher.Socket);
    private int _turn;

    /// <summary>Publishes for a time, then waits for the acknowledgements.</summary>
    public PublishCounts Run(TimeSpan duration, TimeSpan drainTimeout, CancellationToken stop)
    {
        var counts = new PublishCounts();
        var started = Stopwatch.GetTimestamp();
        while (!stop.IsCancellationRequested && Stopwatch.GetElapsedTime(started) < duration)
        {
            var isHeldBack = !SendAll(counts, started);
            Receive(counts, isHeldBack ? s_tick : s_longestWait, maySpin: !isHeldBack);
        }

        counts.Sending = Stopwatch.GetElapsedTime(started);
        Drain(counts, drainTimeout);
        counts.Unacknowledged = counts.AckLatency.Count == 0 ? 0 : counts.Published - counts.AckLatency.Count;
        return counts;
    }

    /// <summary>False when it is the rate or the lead that holds back more, and so the clock that is to be waited for.</summary>
    private bool SendAll(PublishCounts counts, long started)
    {
        var timestamp = Stopwatch.GetTimestamp();
        var allowance = lead?.Left(counts.Published) ?? long.MaxValue;
        if (rate is { } perSecond)
        {
            var due = (long)(perSecond * Stopwatch.GetElapsedTime(started, timestamp).TotalSeconds);
            allowance = Math.Min(allowance, due - counts.Published);
        }
        for (var i = 0; i < publishers.Count && allowance > 0; i++)
        {
            var publisher = publishers[_turn];
            _turn = (_turn + 1) % publishers.Count;
            var sent = publisher.Send((int)Math.Min(allowance, rate is null ? int.MaxValue : RatedBatch), timestamp);
            counts.Published += sent;
            allowance -= sent;
        }
        return rate is null && allowance > 0;
    }

    private void Receive(PublishCounts counts, TimeSpan timeout, bool maySpin)
    {
        _readable.Clear();
        _writable.Clear();
        var couldSendMore = false;
        foreach (var publisher in publishers)
        {
            _readable.Add(publisher.Socket);
            if (publisher.IsBlocked) _writable.Add(publisher.Socket);
            couldSendMore |= publisher.CouldSendMore;
        }

        Socket.Select(_readable, _writable.Count > 0 ? _writable : null, null, maySpin && couldSendMore ? TimeSpan.Zero : timeout);
        foreach (var socket in _writable) _bySocket[socket].Flush();
        var taken = 0;
        foreach (var socket in _readable) taken += _bySocket[socket].Receive(counts);
        var mayGather = rate is null && taken > 0 && taken < WorthWakingFor && publishers.Count >= 4;
        if (mayGather && !publishers.Any(publisher => publisher.CouldSendMore)) Thread.Sleep(s_tick);
    }

    private void Drain(PublishCounts counts, TimeSpan timeout)
    {
        var started = Stopwatch.GetTimestamp();
        while (publishers.Any(publisher => !publisher.IsIdle) && Stopwatch.GetElapsedTime(started) < timeout)
        {
            foreach (var publisher in publishers) publisher.Flush();
            Receive(counts, s_longestWait, maySpin: false);
        }
    }
}
