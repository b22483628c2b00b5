using System.Buffers;

namespace SmartSectors.Mqtt;

// A packet that is here in part holds memory, and a keep-alive of none would let it do so for ever.
public sealed partial class MqttConnection
{
    /// <summary>Zero while no packet is here in part.</summary>
    private long _partialSince;

    /// <summary>Called after each read with what it left over.</summary>
    private void NotePartialPacket(in ReadOnlySequence<byte> rest)
    {
        if (rest.IsEmpty)
        {
            if (_partialSince != 0) Volatile.Write(ref _partialSince, 0);
        }
        else if (_heardSomething || _partialSince == 0)
        {
            Volatile.Write(ref _partialSince, _server.Time.GetTimestamp());
            Slot.LookSoon();
        }
    }

    private bool IsDripping(long now) =>
        _waitsForPeer
        && Volatile.Read(ref _partialSince) is not 0 and var since
        && _server.Time.GetElapsedTime(since, now) > _limits.PacketTimeout;
}
