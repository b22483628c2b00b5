using System.Buffers.Binary;

namespace SmartSectors.Mqtt.Tests.Codec;

/// <summary>
/// Where a good packet's lengths lie, found by its grammar and by no code of the server: the letters are
/// <c>1 2 4</c> bytes, <c>s</c> a string or binary data, <c>p</c> properties, <c>f</c> filter and options to the end,
/// <c>u</c> filters to the end, <c>*</c> the rest.
/// </summary>
internal sealed class LengthFields
{
    private readonly byte[] _packet;
    private readonly List<LengthField> _found = [];
    private int _at;

    private LengthFields(byte[] packet) => _packet = packet;

    public static IReadOnlyList<LengthField> Of(WirePacket packet)
    {
        var walk = new LengthFields(packet.Bytes) { _at = 1 };
        walk.VariableByteInteger();
        foreach (var field in Grammar(packet)) walk.Take(field);
        Assert.Equal(packet.Bytes.Length, walk._at);
        return walk._found;
    }

    private static string Grammar(WirePacket packet)
    {
        var v5 = packet.Version is MqttVersion.V5;
        var properties = v5 ? "p" : "";
        var first = packet.Bytes[0];
        var body = packet.Bytes.Length - 2;
        return (first >> 4) switch
        {
            1 => "s112" + properties + "s" + Optional(packet.Bytes, v5),
            2 => "11" + properties,
            3 => "s" + ((first & 0b0110) == 0 ? "" : "2") + properties + "*",
            4 or 5 or 6 or 7 => body == 2 ? "2" : "21",
            8 => "2" + properties + "f",
            9 or 11 => "2" + properties + "*",
            10 => "2" + properties + "u",
            14 => body == 0 ? "" : body == 1 ? "1" : "1p",
            15 => "1p",
            _ => "",
        };
    }

    private static string Optional(byte[] connect, bool v5)
    {
        // The flags lie behind the header, the name of four letters and the level.
        var header = 1;
        while ((connect[header] & 0x80) != 0) header++;
        var flags = connect[header + 1 + 6 + 1];
        var will = (flags & 0b0100) == 0 ? "" : v5 ? "pss" : "ss";
        return will + ((flags & 0x80) == 0 ? "" : "s") + ((flags & 0x40) == 0 ? "" : "s");
    }

    private void Take(char field)
    {
        switch (field)
        {
            case 's':
                Delimited();
                break;
            case 'p':
                var length = VariableByteInteger();
                for (var end = _at + length; _at < end;) Property();
                break;
            case 'f':
                while (_at < _packet.Length)
                {
                    Delimited();
                    _at++;
                }

                break;
            case 'u':
                while (_at < _packet.Length) Delimited();
                break;
            case '*':
                _at = _packet.Length;
                break;
            default:
                _at += field - '0';
                break;
        }
    }

    private void Property()
    {
        switch (_packet[_at++])
        {
            case 0x01 or 0x17 or 0x19 or 0x24 or 0x25 or 0x28 or 0x29 or 0x2A:
                _at++;
                break;
            case 0x13 or 0x21 or 0x22 or 0x23:
                _at += 2;
                break;
            case 0x02 or 0x11 or 0x18 or 0x27:
                _at += 4;
                break;
            case 0x0B:
                while ((_packet[_at++] & 0x80) != 0)
                {
                    // A number, no length.
                }

                break;
            case 0x26:
                Delimited();
                Delimited();
                break;
            default:
                Delimited();
                break;
        }
    }

    private void Delimited()
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(_packet.AsSpan(_at));
        _found.Add(new LengthField(_at, 2, length));
        _at += 2 + length;
    }

    private int VariableByteInteger()
    {
        var start = _at;
        var value = 0;
        do value |= (_packet[_at] & 0x7F) << (7 * (_at - start));
        while ((_packet[_at++] & 0x80) != 0);
        _found.Add(new LengthField(start, _at - start, value, IsVariable: true));
        return value;
    }
}

internal sealed record LengthField(int At, int Size, int Value, bool IsVariable = false)
{
    /// <summary>The packet with another length here; its remaining length is left as it was.</summary>
    public byte[] Lie(byte[] packet, int value)
    {
        byte[] field = IsVariable ? Variable(value) : [(byte)(value >> 8), (byte)value];
        return [.. packet[..At], .. field, .. packet[(At + Size)..]];
    }

    /// <summary>In as many bytes as the true length takes, so that nothing else moves.</summary>
    private byte[] Variable(int value)
    {
        var bytes = new byte[Size];
        for (var i = 0; i < Size; i++) bytes[i] = (byte)((value >> (7 * i) & 0x7F) | (i < Size - 1 ? 0x80 : 0));
        return bytes;
    }
}
