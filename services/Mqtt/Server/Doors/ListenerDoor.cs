using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace SmartSectors.Mqtt;

/// <summary>
/// Counts those who come in by one listener and turns away those who are too many or too fast. It stands before TLS,
/// so that a refusal costs neither a handshake nor buffers; nothing is answered, for MQTT answers only a CONNECT
/// (§3.2), and waiting for one is what an attacker wants.
/// </summary>
internal sealed class ListenerDoor
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AddressKey, AddressUse> _addresses = [];
    private readonly MqttLimits _limits;
    private readonly ConnectionPlaces _places;
    private readonly TimeProvider _time;
    private readonly DoorReport _report;
    private readonly TokenRate _rate;
    private readonly TokenRate _addressRate;
    private TokenBucket _connects;
    private int _open;
    private long _tidiedAt;

    public ListenerDoor(MqttListener listener, ConnectionPlaces places, MqttInstruments instruments, TimeProvider time, ILogger logger)
    {
        _limits = listener.Limits;
        _places = places;
        _time = time;
        _report = new DoorReport(listener.Name, instruments, time, logger);
        _rate = new TokenRate(_limits.ConnectsPerSecond, time);
        _addressRate = new TokenRate(_limits.ConnectsPerSecondPerAddress, time);
        _tidiedAt = time.GetTimestamp();
    }

    /// <summary>Addresses that have connections, or had some in the last seconds.</summary>
    internal int KnownAddresses
    {
        get
        {
            lock (_gate) return _addresses.Count;
        }
    }

    /// <summary>Kestrel's side: a connection that is not let in is closed.</summary>
    public async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (TryEnter(connection.RemoteEndPoint, out var visit) is not DoorRefusal.None) return;

        // Until the transport has let go its buffers are there, and until the server has its will.
        visit.EndsTwice();
        connection.ConnectionClosed.UnsafeRegister(static state => ((DoorVisit)state!).End(), visit);
        try
        {
            await next(connection);
        }
        finally
        {
            visit.End();
        }
    }

    /// <param name="visit">Of one that was let in; to be ended.</param>
    public DoorRefusal TryEnter(EndPoint? remote, out DoorVisit visit)
    {
        var address = AddressKey.Of(remote);
        visit = new DoorVisit(this, address);
        var refusal = _places.TryTake() ? Admit(address) : DoorRefusal.ServerFull;
        if (refusal is DoorRefusal.None) return refusal;

        if (refusal is not DoorRefusal.ServerFull) _places.Release();
        TurnedAway(refusal, remote);
        return refusal;
    }

    /// <summary>For what somebody before this door has refused.</summary>
    public void TurnedAway(DoorRefusal refusal, EndPoint? remote) => _report.TurnedAway(refusal, remote);

    internal void Leave(AddressKey? address)
    {
        lock (_gate)
        {
            _open--;
            if (address is { } key)
            {
                ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_addresses, key, out _);
                use.Open--;
                if (use.IsOver(_time.GetTimestamp())) _addresses.Remove(key);
            }
        }

        _places.Release();
    }

    /// <summary>
    /// An address that is over its own limits takes no token from the others, and while the listener is over its rate
    /// no address is noted, which bounds what is known of them.
    /// </summary>
    private DoorRefusal Admit(AddressKey? address)
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            if (_open >= _limits.MaxConnections) return DoorRefusal.ListenerFull;
            if (!_connects.HasTokens(_rate, now)) return DoorRefusal.ListenerRate;
            if (address is { } key)
            {
                Tidy(now);
                ref var use = ref CollectionsMarshal.GetValueRefOrAddDefault(_addresses, key, out _);
                if (_limits.MaxConnectionsPerAddress > 0 && use.Open >= _limits.MaxConnectionsPerAddress) return DoorRefusal.AddressFull;
                if (!use.Connects.HasTokens(_addressRate, now)) return DoorRefusal.AddressRate;
                use.Connects.Spend(_addressRate, now, 1);
                use.Open++;
            }

            _connects.Spend(_rate, now, 1);
            _open++;
            return DoorRefusal.None;
        }
    }

    /// <summary>Forgets the addresses without connections whose bucket is full again, a second after their last one.</summary>
    private void Tidy(long now)
    {
        if (now - _tidiedAt < _time.TimestampFrequency) return;

        _tidiedAt = now;
        foreach (var (key, use) in _addresses)
        {
            if (use.IsOver(now)) _addresses.Remove(key);
        }
    }

    private struct AddressUse
    {
        public int Open;
        public TokenBucket Connects;

        public readonly bool IsOver(long now) => Open == 0 && Connects.IsFull(now);
    }
}

/// <summary>One connection that a door let in.</summary>
internal sealed class DoorVisit(ListenerDoor door, AddressKey? address)
{
    private int _ends = 1;

    /// <summary>Two have to end it before its place is free.</summary>
    public void EndsTwice() => _ends = 2;

    public void End()
    {
        if (Interlocked.Decrement(ref _ends) == 0) door.Leave(address);
    }
}
