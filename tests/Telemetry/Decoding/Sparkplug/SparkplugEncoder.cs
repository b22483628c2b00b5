using System.Buffers.Binary;
using System.Text;

namespace SmartSectors.Telemetry.Tests.Decoding.Sparkplug;

/// <summary>Writes payloads field by field, as eclipse/tahu's sparkplug_b.proto numbers them; knows nothing of the reader.</summary>
internal static class SparkplugEncoder
{
    public static byte[] Payload(long? timestamp, int? seq, params byte[][] metrics)
    {
        var bytes = new List<byte>();
        if (timestamp is { } time) AddVarint(bytes, 1, (ulong)time);
        foreach (var metric in metrics) AddBytes(bytes, 2, metric);
        if (seq is { } number) AddVarint(bytes, 3, (ulong)number);
        return [.. bytes];
    }

    /// <param name="member">The field number of the value: 10 int, 11 long, 12 float, 13 double, 14 boolean, 15 string.</param>
    public static byte[] Metric(
        string? name = null, ulong? alias = null, int? type = null, int member = 0, object? value = null, long? timestamp = null,
        bool isHistorical = false, bool isNull = false, byte[]? properties = null)
    {
        var bytes = new List<byte>();
        if (name is not null) AddBytes(bytes, 1, Encoding.UTF8.GetBytes(name));
        if (alias is { } number) AddVarint(bytes, 2, number);
        if (timestamp is { } time) AddVarint(bytes, 3, (ulong)time);
        if (type is { } dataType) AddVarint(bytes, 4, (ulong)dataType);
        if (isHistorical) AddVarint(bytes, 5, 1);
        if (isNull) AddVarint(bytes, 7, 1);
        if (properties is not null) AddBytes(bytes, 9, properties);
        AddValue(bytes, member, value);
        return [.. bytes];
    }

    public static byte[] Properties(params (string Key, int Member, object Value)[] properties)
    {
        var bytes = new List<byte>();
        foreach (var (key, _, _) in properties) AddBytes(bytes, 1, Encoding.UTF8.GetBytes(key));
        foreach (var (_, member, value) in properties)
        {
            var property = new List<byte>();
            AddValue(property, member, value);
            AddBytes(bytes, 2, [.. property]);
        }
        return [.. bytes];
    }

    private static void AddValue(List<byte> bytes, int member, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case ulong number:
                AddVarint(bytes, member, number);
                break;
            case int number:
                AddVarint(bytes, member, unchecked((uint)number));
                break;
            case bool flag:
                AddVarint(bytes, member, flag ? 1UL : 0);
                break;
            case float number:
                AddTag(bytes, member, 5);
                var single = new byte[4];
                BinaryPrimitives.WriteSingleLittleEndian(single, number);
                bytes.AddRange(single);
                break;
            case double number:
                AddTag(bytes, member, 1);
                var full = new byte[8];
                BinaryPrimitives.WriteDoubleLittleEndian(full, number);
                bytes.AddRange(full);
                break;
            case string text:
                AddBytes(bytes, member, Encoding.UTF8.GetBytes(text));
                break;
            default:
                AddBytes(bytes, member, (byte[])value);
                break;
        }
    }

    private static void AddVarint(List<byte> bytes, int field, ulong value)
    {
        AddTag(bytes, field, 0);
        AddVarint(bytes, value);
    }

    private static void AddBytes(List<byte> bytes, int field, byte[] value)
    {
        AddTag(bytes, field, 2);
        AddVarint(bytes, (ulong)value.Length);
        bytes.AddRange(value);
    }

    private static void AddTag(List<byte> bytes, int field, int wireType) => AddVarint(bytes, (ulong)((field << 3) | wireType));

    private static void AddVarint(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }
}
