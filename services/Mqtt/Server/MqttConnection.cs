using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace SmartSectors.Mqtt;

/// <summary>
/// One client's connection. Its life is one task: CONNECT, then reads until somebody ends it, then the close. Who ends
/// it says why, and the first cause stands.
/// </summary>
[SuppressMessage(
    "Reliability",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "The token source has neither timer nor wait handle, and disposing it would race with the sweep.")]
public sealed partial class MqttConnection : IAckPeer, IOutputOwner, IThreadPoolWorkItem
{
    private readonly MqttServer _server;
    private readonly MqttLimits _limits;
    private readonly ConnectionContext _context;
    private readonly PipeReader _input;
    private readonly ConnectionOutput _output;
    private readonly CancellationTokenSource _givenUp = new();
    private int _cause;
    private int _flushRequested;

    internal MqttConnection(MqttServer server, ConnectionContext context, MqttListener listener)
    {
        _server = server;
        Listener = listener;
        _limits = listener.Limits;
        _context = context;
        _input = context.Transport.Input;
        _output = new ConnectionOutput(context.Transport.Output, server.Time, _limits, this);
        _throttle = PublishThrottle.For(_limits, server.Time);
        _phaseBegan = server.Time.GetTimestamp();
    }

    /// <summary>The transport's name of this connection, unique in the process; for logs.</summary>
    public string Id => _context.ConnectionId;

    public string ClientId { get; private set; } = "";

    public MqttVersion Version { get; private set; } = MqttVersion.V311;

    public string? UserName { get; private set; }

    /// <summary>Null when the transport has none.</summary>
    public EndPoint? RemoteEndPoint => _context.RemoteEndPoint;

    /// <summary>The listener it came in by, whose limits are its own.</summary>
    public MqttListener Listener { get; }

    /// <summary>What the application's <see cref="ConnectVerdict"/> said of who this is.</summary>
    public object? Identity { get; private set; }

    /// <summary>What the application's <see cref="ConnectVerdict"/> said that it may do.</summary>
    public IClientRights Rights { get; private set; } = ClientRights.Everything;

    private DisconnectCause Cause => (DisconnectCause)Volatile.Read(ref _cause);

    /// <summary>
    /// Sends what <see cref="AckBatch.Complete"/> wrote. Meant to be called once a connection and commit, from any
    /// thread; it neither blocks nor writes to the socket itself, for the writers of log and store serve all connections,
    /// and is harmless on a closed connection.
    /// </summary>
    public void RequestFlush()
    {
        if (Interlocked.Exchange(ref _flushRequested, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _flushRequested, 0);
        _output.Flush();
    }

    internal MqttLimits Limits => _limits;

    internal ConnectionOutput Output => _output;

    /// <summary>QoS 1 and 2 messages that the client takes unacknowledged.</summary>
    internal ushort ClientReceiveMaximum { get; private set; } = ConnectPacket.DefaultReceiveMaximum;

    internal void Acknowledge(AckBatch batch) => _output.Acknowledge(batch, _session);

    /// <summary>Gives the client other rights: what it may not have any more it has lost when this returns.</summary>
    internal void ChangeRights(IClientRights rights)
    {
        Rights = rights;
        if (_session is { } session) _server.Sessions.KeepOnly(session, rights);
    }

    internal async Task RunAsync()
    {
        // Not unregistered at the end: it is what tells the server that the transport has let go.
        _context.ConnectionClosed.UnsafeRegister(static state => ((MqttConnection)state!).TransportClosed(), this);
        var lifetime = _context.Features.Get<IConnectionLifetimeNotificationFeature>();
        await using var stopping = lifetime?.ConnectionClosedRequested.UnsafeRegister(
            static state => ((MqttConnection)state!).Break(DisconnectCause.ServerStopping), this) ?? default;

        try
        {
            if (await ConnectAsync()) await ReadPacketsAsync();
        }
        catch (MalformedPacketException e)
        {
            Malformed(e.Reason);
        }
        catch (Exception e) when (TransportFailure.Is(e))
        {
            End(DisconnectCause.PeerClosed);
        }
        catch (OperationCanceledException) when (_givenUp.IsCancellationRequested)
        {
            // The wait that the sweep ended; the cause is set.
        }
        catch (Exception e)
        {
            End(DisconnectCause.ApplicationFailed);
            MqttLog.ApplicationFailed(_server.Logger, ClientId, Id, e);
        }

        await CloseAsync();
    }

    /// <summary>
    /// Ends the connection from outside its task; from any thread. What the receiver has in hand may still finish
    /// within <see cref="MqttLimits.DrainTimeout"/>.
    /// </summary>
    internal void Break(DisconnectCause cause)
    {
        if (!End(cause)) return;

        Volatile.Write(ref _brokenAt, _server.Time.GetTimestamp());
        Slot.LookSoon();
        _output.StopReader();
        _throttle?.Release();
        _input.CancelPendingRead();
    }

    /// <summary>Says why the connection ends; the loop looks before it takes another packet. False when it was ending.</summary>
    private bool End(DisconnectCause cause) =>
        Interlocked.CompareExchange(ref _cause, (int)cause, (int)DisconnectCause.None) == (int)DisconnectCause.None;

    void IOutputOwner.Congested() => Slot.LookSoon();

    void IOutputOwner.RoomMade()
    {
        _session?.PumpNow();
        _output.Flush();
    }

    private void TransportClosed()
    {
        _output.Abandon();
        _throttle?.Release();
        _server.Forget(this);
    }
}
