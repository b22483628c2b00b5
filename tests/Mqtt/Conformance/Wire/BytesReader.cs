using System.Buffers.Binary;
using System.Text;

namespace SmartSectors.Mqtt.Tests.Conformance.Wire;

/// <summary>Reads what the server wrote, as strictly as the specification lets a client be.</summary>
internal sealed class BytesReader(byte[] bytes)
{
    private static readonly UTF8Encoding _strict = new(false, true);

    private int _at;

    public bool AtEnd => _at == bytes.Length;

    public byte U8() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint U32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>[MQTT-1.5.5-1]: in the fewest bytes, and never more than four.</summary>
    public int VarInt()
    {
        var value = 0;
        for (var size = 0; size < 4; size++)
        {
            var b = U8();
            value |= (b & 0x7F) << (7 * size);
            if (b >= 0x80) continue;
            Assert.True(b != 0 || size == 0, "a variable byte integer is longer than its value needs");
            return value;
        }

        throw new InvalidDataException("a variable byte integer of more than four bytes");
    }

    public byte[] Binary() => Take(U16()).ToArray();

    public string Text()
    {
        var text = _strict.GetString(Take(U16()));
        Assert.DoesNotContain('\0', text);
        return text;
    }

    public byte[] Rest() => Take(bytes.Length - _at).ToArray();

    public PropertyList Properties() => PropertyList.Read(Take(VarInt()).ToArray());

    public void MustBeAtEnd() => Assert.True(AtEnd, "the packet is longer than its fields");

    private ReadOnlySpan<byte> Take(int length)
    {
        Assert.True(length <= bytes.Length - _at, "a field reaches beyond the end of its packet");
        _at += length;
        return bytes.AsSpan(_at - length, length);
    }
}
