namespace SmartSectors.Fleet.FlatOut;

/// <summary>
/// The messages of one connection that wait for their PUBACK, as a ring of packet ids. Ids run from 1 to the largest
/// multiple of the window in 16 bits and begin anew, so an id always has the same slot; an acknowledgement out of order
/// is taken, but the window moves on only past its oldest message (as MQTT 5.0 §4.4 lets a resend be in order).
/// </summary>
internal sealed class InFlightWindow
{
    private const long Free = 0;
    private readonly long[] _sentAt;
    private readonly byte[]? _copies;
    private readonly int _packetLength, _ids;
    private long _oldest, _next;

    /// <param name="keepCopies">Keep each packet as it was sent, to resend or record it.</param>
    public InFlightWindow(int size, int packetLength, bool keepCopies)
    {
        Size = size;
        _sentAt = new long[size];
        _packetLength = packetLength;
        _copies = keepCopies ? new byte[size * packetLength] : null;
        _ids = ushort.MaxValue / size * size;
    }

    public int Size { get; }

    public bool KeepsCopies => _copies is not null;

    public int Vacant => Size - (int)(_next - _oldest);

    /// <summary>Messages without PUBACK.</summary>
    public int Waiting { get; private set; }

    public ushort NextPacketId => (ushort)(_next % _ids + 1);

    /// <param name="sentAt">Timestamp of the sending, not zero.</param>
    public void Enter(long sentAt, ReadOnlySpan<byte> packet)
    {
        var slot = (int)(_next % Size);
        _sentAt[slot] = sentAt;
        if (_copies is not null) packet.CopyTo(_copies.AsSpan(slot * _packetLength));
        _next++;
        Waiting++;
    }

    /// <summary>False for an id that does not wait.</summary>
    /// <param name="packet">The packet as it was sent, where copies are kept; valid until the next call.</param>
    public bool TryLeave(ushort packetId, out long sentAt, out ReadOnlySpan<byte> packet)
    {
        sentAt = Free;
        packet = default;
        if (packetId == 0 || packetId > _ids) return false;

        var slot = (packetId - 1) % Size;
        sentAt = _sentAt[slot];
        // Another id of the same slot may be the one that waits: the n-th message has the id n mod _ids.
        var number = _oldest + (slot - _oldest % Size + Size) % Size;
        if (sentAt == Free || number % _ids + 1 != packetId) return false;

        _sentAt[slot] = Free;
        Waiting--;
        if (_copies is not null) packet = _copies.AsSpan(slot * _packetLength, _packetLength);
        while (_oldest < _next && _sentAt[_oldest % Size] == Free) _oldest++;
        return true;
    }

    /// <summary>All waiting packets in the order of their sending, with the DUP flag set.</summary>
    public byte[] CopyForResend()
    {
        if (_copies is null) throw new InvalidOperationException("BUG: a resend without copies");
        const byte duplicateFlag = 0b1000; // MQTT 5.0 §3.3.1.1
        var resend = new byte[Waiting * _packetLength];
        var at = 0;
        for (var number = _oldest; number < _next; number++)
        {
            var slot = (int)(number % Size);
            if (_sentAt[slot] == Free) continue;
            _copies.AsSpan(slot * _packetLength, _packetLength).CopyTo(resend.AsSpan(at));
            resend[at] |= duplicateFlag;
            at += _packetLength;
        }
        return resend;
    }
}
