using System.Numerics;

namespace SmartSectors.Telemetry.Binary;

/// <summary>
/// Wide integers that resemble each other: what each, or each step, exceeds the least by, divided by what all of those have
/// in common and packed at their least common width. Sums of tenths, kept in millionths, so lose their five noughts. Not
/// more than <see cref="MaxCount"/> at once.
/// </summary>
public static class IntegerColumn
{
    public const int MaxCount = 128;

    private enum Form : byte { Offsets = 0, Steps = 1, Raw = 2 }

    /// <summary>Appends the integers; their count is the reader's to know.</summary>
    public static void Write(ref ByteWriter writer, ReadOnlySpan<Int128> values)
    {
        if (values.IsEmpty) return;
        Span<Int128> steps = stackalloc Int128[MaxCount];
        Span<ulong> offsets = stackalloc ulong[MaxCount];
        Span<ulong> packed = stackalloc ulong[MaxCount];
        steps = steps[..(values.Length - 1)];
        for (var i = 0; i < steps.Length; i++) steps[i] = unchecked(values[i + 1] - values[i]);

        var offsetWidth = Reduce(values, offsets, out var least, out var factor);
        var stepWidth = Reduce(steps, packed, out var leastStep, out var stepFactor);
        if (offsetWidth is null && stepWidth is null)
        {
            writer.WriteByte((byte)Form.Raw);
            foreach (var value in values) writer.WriteWide(value);
        }
        else if (stepWidth is null || offsetWidth <= stepWidth)
        {
            writer.WriteByte((byte)Form.Offsets);
            writer.WriteWide(least);
            writer.WriteVarint(factor);
            BitPacker.Write(ref writer, offsets[..values.Length]);
        }
        else
        {
            writer.WriteByte((byte)Form.Steps);
            writer.WriteWide(values[0]);
            writer.WriteWide(leastStep);
            writer.WriteVarint(stepFactor);
            BitPacker.Write(ref writer, packed[..steps.Length]);
        }
    }

    /// <summary>Reads as many integers as there is room for. Throws <see cref="InvalidDataException"/> when the bytes are none.</summary>
    public static void Read(ref ByteReader reader, scoped Span<Int128> values)
    {
        if (values.IsEmpty) return;
        var form = ReadForm(ref reader);
        if (form == Form.Raw)
        {
            foreach (ref var value in values) value = reader.ReadWide();
            return;
        }

        Span<ulong> packed = stackalloc ulong[MaxCount];
        var first = reader.ReadWide();
        var leastStep = form == Form.Steps ? reader.ReadWide() : 0;
        var factor = reader.ReadVarint();
        packed = packed[..(values.Length - (form == Form.Steps ? 1 : 0))];
        var width = BitPacker.PeekWidth(reader);
        BitPacker.Read(ref reader, packed);
        if (AreNarrow(first, leastStep, factor, width)) Add(packed, (long)first, (long)leastStep, factor, form, values);
        else AddWide(packed, first, leastStep, factor, form, values);
    }

    /// <summary>Passes over a column of so many integers.</summary>
    public static void Skip(ref ByteReader reader, int count)
    {
        if (count == 0) return;
        var form = ReadForm(ref reader);
        for (var wides = form switch { Form.Raw => count, Form.Steps => 2, _ => 1 }; wides > 0; wides--) reader.ReadWide();
        if (form == Form.Raw) return;
        reader.ReadVarint();
        BitPacker.Skip(ref reader, form == Form.Steps ? count - 1 : count);
    }

    private static Form ReadForm(ref ByteReader reader) => (Form)reader.ReadByte() is var form and <= Form.Raw
        ? form
        : throw new InvalidDataException("CORRUPT: a column of integers has a form that this version does not know.");

    // Whatever the packed integers are, no sum leaves 64 bits: there are up to 2⁷ steps of at most 2⁵⁴ each.
    private static bool AreNarrow(Int128 first, Int128 leastStep, ulong factor, int width) =>
        width + (64 - BitOperations.LeadingZeroCount(factor)) <= 53
        && first < 1L << 62 && first > -(1L << 62) && leastStep < 1L << 53 && leastStep > -(1L << 53);

    private static void Add(ReadOnlySpan<ulong> packed, long first, long leastStep, ulong factor, Form form, Span<Int128> values)
    {
        if (form == Form.Offsets)
        {
            for (var i = 0; i < values.Length; i++) values[i] = first + (long)(packed[i] * factor);
            return;
        }

        values[0] = first;
        for (var i = 1; i < values.Length; i++) values[i] = first += leastStep + (long)(packed[i - 1] * factor);
    }

    private static void AddWide(ReadOnlySpan<ulong> packed, Int128 first, Int128 leastStep, ulong factor, Form form, Span<Int128> values)
    {
        unchecked
        {
            if (form == Form.Offsets)
            {
                for (var i = 0; i < values.Length; i++) values[i] = first + (Int128)Multiply(packed[i], factor);
                return;
            }

            values[0] = first;
            for (var i = 1; i < values.Length; i++) values[i] = values[i - 1] + leastStep + (Int128)Multiply(packed[i - 1], factor);
        }
    }

    // Null where what remains does not fit into 64 bits.
    private static int? Reduce(ReadOnlySpan<Int128> values, Span<ulong> into, out Int128 least, out ulong factor)
    {
        least = Int128.MaxValue;
        foreach (var value in values) least = Int128.Min(least, value);
        if (values.IsEmpty) least = 0;

        UInt128 common = 0;
        foreach (var value in values) common = Common(common, unchecked((UInt128)(value - least)));
        factor = common == 0 ? 1 : (ulong)UInt128.Min(common, ulong.MaxValue);
        if (common > ulong.MaxValue) factor = 1;
        var all = 0UL;
        for (var i = 0; i < values.Length; i++)
        {
            var offset = unchecked((UInt128)(values[i] - least));
            var quotient = offset <= ulong.MaxValue ? (ulong)offset / factor : offset / factor;
            if (quotient > ulong.MaxValue) return null;
            all |= into[i] = (ulong)quotient;
        }

        return 64 - BitOperations.LeadingZeroCount(all);
    }

    // The greatest common divisor; most often the first already divides the second.
    private static UInt128 Common(UInt128 one, UInt128 other)
    {
        while (other != 0)
        {
            if (one <= ulong.MaxValue && other <= ulong.MaxValue) return Common((ulong)one, (ulong)other);
            (one, other) = (other, one % other);
        }

        return one;
    }

    private static ulong Common(ulong one, ulong other)
    {
        if (one != 0 && other % one == 0) return one;
        while (other != 0) (one, other) = (other, one % other);
        return one;
    }

    private static UInt128 Multiply(ulong one, ulong other)
    {
        var high = Math.BigMul(one, other, out var low);
        return new UInt128(high, low);
    }
}
