using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace SmartSectors.Mqtt;

// The failure path and the clock: nothing here runs for a packet but two notes of the time a read.
public sealed partial class MqttConnection
{
    // The sweep reads these from its own thread; each is written by the connection's task alone.
    private volatile ConnectionPhase _phase = ConnectionPhase.Connecting;
    private long _phaseBegan;
    private long _brokenAt;
    private long _heardAt;
    private volatile bool _waitsForPeer;
    private bool _heardSomething;
    private bool _keepsWill = true;

    /// <summary>Its own will, and one of the connection that it took its session from.</summary>
    private Task _willsTaken = Task.CompletedTask;
    private TimeSpan _silenceLimit;

    /// <summary>Where the server keeps it; it is looked at in the second in which something may be due.</summary>
    internal DueTable<MqttConnection>.Slot Slot { get; set; }

    /// <summary>
    /// Ends what has taken too long. Time that the server itself took (a slow receiver, a full output) does not count
    /// against the peer.
    /// </summary>
    /// <returns>How long there is nothing to look for: null until something calls for it.</returns>
    internal TimeSpan? Sweep(long now)
    {
        if (_output.CongestedFor(now) > _limits.SendTimeout)
        {
            Break(DisconnectCause.AcksNotRead);
            _context.Abort(new ConnectionAbortedException("the peer does not read its acknowledgements"));
            return TimeSpan.Zero;
        }

        if (IsOverdue(now)) _givenUp.Cancel();
        var inPhase = _server.Time.GetElapsedTime(Volatile.Read(ref _phaseBegan), now);
        switch (_phase)
        {
            case ConnectionPhase.Connecting:
                if (inPhase > _limits.ConnectTimeout) Break(DisconnectCause.ConnectTimedOut);
                break;
            case ConnectionPhase.Open:
                if (IsSilent(now)) Break(DisconnectCause.KeepAliveExpired);
                else if (IsDripping(now)) Break(DisconnectCause.PacketTimedOut);
                else if (IsAtRest) return UntilSilent(now);
                break;
            case ConnectionPhase.Draining:
                if (inPhase > _limits.DrainTimeout) _output.GiveUpDraining();
                break;
            case ConnectionPhase.Closing:
                if (inPhase > _limits.SendTimeout) _context.Abort(new ConnectionAbortedException("the peer does not read the end"));
                break;
        }

        return TimeSpan.Zero;
    }

    /// <summary>The connection waits for its peer, and neither end owes the other anything. Whatever ends that calls for a look.</summary>
    private bool IsAtRest =>
        _waitsForPeer && !_output.IsCongested && Volatile.Read(ref _partialSince) == 0 && Volatile.Read(ref _brokenAt) == 0;

    private TimeSpan? UntilSilent(long now) =>
        _silenceLimit > TimeSpan.Zero ? _silenceLimit - _server.Time.GetElapsedTime(Volatile.Read(ref _heardAt), now) : null;

    private bool IsSilent(long now) =>
        _silenceLimit > TimeSpan.Zero
        && _waitsForPeer
        && _server.Time.GetElapsedTime(Volatile.Read(ref _heardAt), now) > _silenceLimit;

    /// <summary>The connection was broken, and the application still holds it.</summary>
    private bool IsOverdue(long now) =>
        _phase is ConnectionPhase.Connecting or ConnectionPhase.Open
        && Volatile.Read(ref _brokenAt) is not 0 and var brokenAt
        && _server.Time.GetElapsedTime(brokenAt, now) > _limits.DrainTimeout;

    private void Open(TimeSpan keepAlive)
    {
        _silenceLimit = keepAlive * 1.5; // [MQTT-3.1.2-22]
        _heardSomething = true;
        Enter(ConnectionPhase.Open);
    }

    /// <summary>A read that brought no whole packet does not count: a peer that drips bytes is silent.</summary>
    private void BeginWait()
    {
        if (_heardSomething)
        {
            _heardSomething = false;
            Volatile.Write(ref _heardAt, _server.Time.GetTimestamp());
        }

        _waitsForPeer = true;
    }

    private void EndWait() => _waitsForPeer = false;

    private void Enter(ConnectionPhase phase)
    {
        Volatile.Write(ref _phaseBegan, _server.Time.GetTimestamp());
        _phase = phase;
        Slot.LookSoon();
    }

    private async ValueTask CloseAsync()
    {
        var cause = Cause;

        // A peer that is alive and was cut off in mid-stream is still told what became durable.
        if (_receiver is not null && cause is DisconnectCause.Malformed or DisconnectCause.ServerStopping)
        {
            Enter(ConnectionPhase.Draining);
            await _output.WaitUntilDrainedAsync();
        }

        Detach(cause);
        if (_session is not null && _server.Sessions.Close(_session, this, _keepsWill) is { } will) PublishWill(will);
        var farewell = _receiver is not null ? Farewell(cause) : [];

        // The sweep watches this phase until the transport has let go, which may be after this task.
        Enter(ConnectionPhase.Closing);
        if (!_output.TryClose(farewell)) _context.Abort(new ConnectionAbortedException(cause.ToString()));
        else if (farewell.Length > 0 && cause is DisconnectCause.Malformed) await LingerAsync();
        await CompleteTransportAsync();
        _server.Instruments.Closed(cause);
        MqttLog.Closed(_server.Logger, ClientId, Id, cause);
        await _willsTaken;
    }

    /// <summary>
    /// The application takes it when it can, which the peer does not wait for; this connection keeps its place until then,
    /// so that there are never more wills under way than connections allow.
    /// </summary>
    private void PublishWill(StoredWill will)
    {
        var published = _server.PublishWillAsync(ClientId, will);
        if (!published.IsCompleted) _willsTaken = Task.WhenAll(_willsTaken, published);
    }

    /// <summary>
    /// A peer that is still sending loses what it has not read when the socket is closed on it, and with it the DISCONNECT
    /// that says why: so what it sends is read and thrown away until it stops, for <see cref="MqttLimits.LingerTimeout"/> at most.
    /// </summary>
    private async ValueTask LingerAsync()
    {
        if (_context.Features.Get<IConnectionSocketFeature>() is null) return; // in memory nothing is lost

        using var enough = new CancellationTokenSource(_limits.LingerTimeout, _server.Time);
        while (!enough.IsCancellationRequested)
        {
            using var silence = new CancellationTokenSource(_limits.LingerSilence, _server.Time);
            try
            {
                var read = await _input.ReadAsync(silence.Token);
                _input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return;
            }
            catch (Exception e) when (e is OperationCanceledException || TransportFailure.Is(e))
            {
                return;
            }
        }
    }

    private byte[] Farewell(DisconnectCause cause)
    {
        if (Version is not MqttVersion.V5 || cause.Tell(_malformed) is not { } reason) return [];
        var text = cause is DisconnectCause.Malformed ? _malformed?.ToString() : null;
        var farewell = DisconnectPacket.Write(Version, new DisconnectPacket { Reason = reason, ReasonString = text });
        return _output.Takes(farewell.Length) ? farewell : DisconnectPacket.Write(Version, reason); // [MQTT-3.14.2-3]
    }

    private async ValueTask CompleteTransportAsync()
    {
        try
        {
            await _context.Transport.Output.CompleteAsync();
            await _input.CompleteAsync();
        }
        catch (Exception e) when (TransportFailure.Is(e))
        {
            // TLS writes its last bytes here; a peer that is gone cannot take them, and there is nothing left to end.
        }
    }

    private void Detach(DisconnectCause cause)
    {
        try
        {
            _receiver?.Detached(cause);
        }
        catch (Exception e)
        {
            MqttLog.ApplicationFailed(_server.Logger, ClientId, Id, e);
        }
    }

    private enum ConnectionPhase
    {
        Connecting,
        Open,
        Draining,
        Closing,
    }
}
