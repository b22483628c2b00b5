using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>
/// Finds an indicator of one sector by its code as a body has it: UTF-8, in any ASCII case, without allocation.
/// </summary>
/// <remarks>
/// The codes are known when the table is made, so a multiplier is sought under which no two of them share a slot:
/// a look-up is one hash, one slot and one comparison, whatever the key.
/// </remarks>
public sealed class IndicatorNames
{
    private readonly byte[][] _derived;
    private readonly byte[]?[] _codes;
    private readonly ushort[] _numbers;
    private readonly ulong _multiplier;
    private readonly int _shift;

    /// <summary>Makes the table. The codes must differ in more than case.</summary>
    public IndicatorNames(IReadOnlyCollection<Indicator> indicators)
    {
        _derived = [.. indicators.Where(indicator => indicator.DerivedFrom is not null).Select(indicator => Encoding.UTF8.GetBytes(indicator.Code))];
        indicators = [.. indicators.Where(indicator => indicator.DerivedFrom is null)];
        var codes = indicators.Select(indicator => Encoding.UTF8.GetBytes(indicator.Code)).ToArray();
        var keys = codes.Select(code => Fold(code)).ToArray();

        for (var bits = BitOperations.Log2((uint)codes.Length * 4 + 1) + 1; ; bits++)
        {
            if (bits > 20) throw new ArgumentException("BUG: codes that differ in case only", nameof(indicators));
            _shift = 64 - bits;
            if (TryFindMultiplier(keys, _shift, out _multiplier)) break;
        }

        _codes = new byte[]?[1 << (64 - _shift)];
        _numbers = new ushort[_codes.Length];
        foreach (var (indicator, i) in indicators.Select((indicator, i) => (indicator, i)))
        {
            var slot = Slot(keys[i]);
            _codes[slot] = codes[i];
            _numbers[slot] = indicator.Number;
        }
    }

    private bool IsDerived(ReadOnlySpan<byte> code)
    {
        foreach (var derived in _derived)
        {
            if (Ascii.EqualsIgnoreCase(derived, code)) return true;
        }

        return false;
    }

    /// <summary>Why a code that is not found is refused.</summary>
    public RejectReason WhyUnknown(ReadOnlySpan<byte> code) => IsDerived(code) ? RejectReason.DerivedIndicator : RejectReason.UnknownIndicator;

    /// <summary>True, and the durable number, when the sector has an indicator of that code that devices publish.</summary>
    public bool TryFind(ReadOnlySpan<byte> code, out ushort number)
    {
        var slot = Slot(Fold(code));
        number = _numbers[slot];
        return _codes[slot] is { } found && Ascii.EqualsIgnoreCase(found, code);
    }

    private int Slot(ulong key) => (int)((key * _multiplier) >> _shift);

    // Bit 5 tells the cases of an ASCII letter apart; setting it everywhere folds them, and the comparison that
    // follows decides. First and last bytes and the length tell real codes apart; where they do not
    // (a long common head and tail), the middle goes in as well.
    private static ulong Fold(ReadOnlySpan<byte> code)
    {
        const ulong LowerCase = 0x2020_2020_2020_2020;

        if (code.Length >= 8)
        {
            var head = BinaryPrimitives.ReadUInt64LittleEndian(code) | LowerCase;
            var tail = BinaryPrimitives.ReadUInt64LittleEndian(code[^8..]) | LowerCase;
            var middle = BinaryPrimitives.ReadUInt64LittleEndian(code[(code.Length / 2 - 4)..]) | LowerCase;
            return head ^ BitOperations.RotateLeft(tail, 23) ^ BitOperations.RotateLeft(middle, 41) ^ (ulong)code.Length;
        }

        var key = (ulong)code.Length;
        foreach (var b in code) key = (key << 8) | (uint)(b | 0x20);
        return key;
    }

    private static bool TryFindMultiplier(ulong[] keys, int shift, out ulong multiplier)
    {
        const int Attempts = 10_000;

        // Odd multiples of 2⁶⁴ ÷ φ: Fibonacci hashing (Knuth, TAOCP 6.4), tried until one separates the keys.
        multiplier = 0x9E37_79B9_7F4A_7C15;
        var taken = new HashSet<ulong>();
        for (var attempt = 0; attempt < Attempts; attempt++, multiplier += 0x9E37_79B9_7F4A_7C15 << 1)
        {
            taken.Clear();
            var separates = true;
            foreach (var key in keys) separates &= taken.Add((key * multiplier) >> shift);
            if (separates) return true;
        }
        return false;
    }
}
