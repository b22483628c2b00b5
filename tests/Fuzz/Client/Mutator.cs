using System.Buffers.Binary;

namespace SmartSectors.Mqtt.Fuzz;

/// <summary>Makes of good packets what a broken or hostile peer would send.</summary>
internal sealed class Mutator(Dice dice)
{
    private static readonly byte[] _edges = [0x00, 0x01, 0x02, 0x7F, 0x80, 0xC0, 0xED, 0xFE, 0xFF];

    /// <summary>What came by before, to be spliced in.</summary>
    private readonly byte[][] _seen = new byte[32][];
    private int _seenCount;

    /// <summary>Changes some of the packets, or their order.</summary>
    /// <param name="packets">Changed in place; each stays one piece, whatever it holds then.</param>
    /// <param name="rate">How likely each packet is changed.</param>
    public void Mutate(List<byte[]> packets, double rate)
    {
        for (var i = packets.Count - 1; i >= 0; i--)
        {
            Remember(packets[i]);
            if (!dice.Chance(rate)) continue;
            switch (dice.Below(12))
            {
                case 0:
                    packets.Insert(i, packets[i]);
                    break;
                case 1:
                    var other = dice.Below(packets.Count);
                    (packets[i], packets[other]) = (packets[other], packets[i]);
                    break;
                case 2:
                    packets.RemoveAt(i);
                    break;
                default:
                    packets[i] = Change(packets[i]);
                    break;
            }
        }
    }

    /// <summary>The bytes of the packets in pieces that are cut anywhere.</summary>
    public IEnumerable<byte[]> Cut(List<byte[]> packets)
    {
        if (dice.Chance(0.5)) return packets;

        var all = packets.SelectMany(packet => packet).ToArray();
        if (dice.Chance(0.5) || all.Length < 2) return [all];
        if (dice.Chance(0.1) && all.Length < 200) return all.Select(b => new[] { b });
        var at = dice.Between(1, all.Length - 1);
        return [all[..at], all[at..]];
    }

    private void Remember(byte[] packet) => _seen[_seenCount++ % _seen.Length] = packet;

    private byte[] Change(byte[] packet)
    {
        var changed = ChangeBytes(packet);
        // With the remaining length put right the change is looked at; without it framing is lost.
        return changed.Length > 1 && dice.Chance(0.7) ? Reframe(packet, changed) : changed;
    }

    private byte[] ChangeBytes(byte[] packet)
    {
        if (packet.Length == 0) return dice.Bytes(dice.Between(1, 8));
        var bytes = (byte[])packet.Clone();
        var at = dice.Below(bytes.Length);
        switch (dice.Below(10))
        {
            case 0 or 1:
                for (var flips = dice.Between(1, 3); flips > 0; flips--) bytes[dice.Below(bytes.Length)] ^= (byte)(1 << dice.Below(8));
                return bytes;
            case 2:
                bytes[at] = dice.Pick(_edges);
                return bytes;
            case 3:
                bytes[0] = (byte)(dice.Below(16) << 4 | bytes[0] & 0x0F);
                return bytes;
            case 4:
                return [.. bytes[..at], .. dice.Bytes(dice.Between(1, 6)), .. bytes[at..]];
            case 5:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + dice.Between(1, 6))..]];
            case 6:
                return bytes[..at];
            case 7:
                var other = _seen[dice.Below(Math.Min(_seenCount, _seen.Length))];
                return [.. bytes[..at], .. other[dice.Below(other.Length)..]];
            case 8:
                return LieInTwoBytes(bytes, at);
            default:
                return LieInRemainingLength(bytes);
        }
    }

    private byte[] LieInTwoBytes(byte[] bytes, int at)
    {
        if (at + 2 > bytes.Length) return bytes;
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));
        var lie = dice.Chance(0.7) ? length + dice.Between(-3, 3) : dice.Pick(0, 1, 127, 128, 256, 32_768, 65_535);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)lie);
        return bytes;
    }

    private byte[] LieInRemainingLength(byte[] bytes)
    {
        if (!FixedHeader.TryRead(bytes, int.MaxValue, out var header)) return bytes;
        byte[] length = dice.Below(4) switch
        {
            0 => [0xFF, 0xFF, 0xFF, 0x7F],
            1 => [0x80, 0x80, 0x80, 0x80, 0x01],
            2 => [(byte)(bytes[1] | 0x80), 0x00],
            _ => [(byte)(bytes[1] + dice.Between(-2, 2) & 0x7F)],
        };
        return [bytes[0], .. length, .. bytes[header.Size..]];
    }

    private static byte[] Reframe(byte[] original, byte[] changed)
    {
        if (!FixedHeader.TryRead(original, int.MaxValue, out var header)) return changed;
        var body = changed.AsSpan(Math.Min(header.Size, changed.Length));
        var packet = new byte[1 + VariableByteInteger.Length(body.Length) + body.Length];
        packet[0] = changed[0];
        var size = 1 + VariableByteInteger.Write(packet.AsSpan(1), body.Length);
        body.CopyTo(packet.AsSpan(size));
        return packet;
    }
}
