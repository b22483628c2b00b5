using System.Runtime.CompilerServices;

namespace SmartSectors.Telemetry.Decoding;

/// <summary>
/// Reads the decimal numbers that sensors send (<c>31.2</c>, <c>-0.05</c>, <c>1732</c>) exactly and fast.
/// </summary>
/// <remarks>
/// Clinger, "How to Read Floating Point Numbers Accurately" (PLDI 1990): digits below 2⁵³ and a power of ten up to 10²²
/// are both doubles without rounding, so one IEEE division is correctly rounded. Anything else is left to the caller.
/// </remarks>
internal static class ShortDecimal
{
    private const int MaxDigits = 15;  // 10¹⁵ - 1 < 2⁵³

    // 10⁰ … 10¹⁵; 15 digits have at most 15 decimals.
    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>
    /// Reads <c>-?(0|[1-9][0-9]*)(\.[0-9]+)?</c> (RFC 8259 §6 without the exponent) of at most 15 digits.
    /// </summary>
    /// <param name="decimals">Digits after the point.</param>
    /// <param name="length">The bytes read. The byte after them is not judged.</param>
    /// <returns>False for another form or more digits: not necessarily an error.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ReadOnlySpan<byte> text, out double value, out int decimals, out int length)
    {
        value = 0;
        decimals = 0;
        length = 0;
        var at = 0;
        var negative = !text.IsEmpty && text[0] == '-';
        if (negative) at = 1;

        long digits = 0;
        var first = at;
        uint digit;
        while ((uint)at < (uint)text.Length && (digit = (uint)(text[at] - '0')) <= 9)
        {
            digits = (digits * 10) + digit; // wraps on a hostile length, which the count below refuses
            at++;
        }
        var count = at - first;
        if (count == 0 || (count > 1 && text[first] == '0')) return false;

        if ((uint)at < (uint)text.Length && text[at] == '.')
        {
            var point = at++;
            while ((uint)at < (uint)text.Length && (digit = (uint)(text[at] - '0')) <= 9)
            {
                digits = (digits * 10) + digit;
                at++;
            }
            decimals = at - point - 1;
            if (decimals == 0) return false;
        }
        if (count + decimals > MaxDigits) return false;

        value = decimals == 0 ? digits : digits / PowersOfTen[decimals];
        if (negative) value = 0 - value; // -0 becomes 0: the same reading, so it must not conflict with it
        length = at;
        return true;
    }
}
