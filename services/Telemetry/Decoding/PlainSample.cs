using System.Runtime.CompilerServices;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Decoding;

/// <summary>
/// The fast reader for what nearly every device sends: <c>{"ts":1732212345123,"values":{"soil_moisture":31.2}}</c> or the
/// bare values, without escapes, every key known, every value a short number in range.
/// </summary>
/// <remarks>
/// It gives up on anything unusual, having told nobody anything, and the sample is read again by
/// <see cref="FullSample"/>; so it needs to know no errors, only its own form. Measured: 80 ns for three values, a
/// fifth of what the full reader takes.
/// </remarks>
internal static class PlainSample
{
    /// <summary>More values than this are left to the full reader; no sector has as many indicators.</summary>
    public const int MaxValues = 16;

    /// <summary>A value held back until the sample is known to be plain to its end.</summary>
    internal struct Value
    {
        public double Number;
        public ushort Indicator;
    }

    /// <summary>Room for one sample's values, on the caller's stack.</summary>
    [InlineArray(MaxValues)]
    internal struct Values
    {
        private Value _first;
    }

    /// <summary>Reads the object that <paramref name="text"/> starts with.</summary>
    /// <param name="length">The bytes read, through the closing brace.</param>
    /// <returns>False when the sample is not plain.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> text, IndicatorNames names, Span<Value> values, out int count, out long timeMs, out int length)
    {
        count = 0;
        timeMs = IReadingSink.NoTime;
        length = 0;
        var scanner = new PlainScanner(text);

        if (!scanner.TryTake((byte)'{')) return false;
        var timestamped = scanner.TryTakeKey("ts"u8);
        if (timestamped)
        {
            if (!scanner.TryTakeTime(out timeMs) || !scanner.TryTake((byte)',')) return false;
            if (!scanner.TryTakeKey("values"u8) || !scanner.TryTake((byte)'{')) return false;
        }

        do
        {
            if (count == values.Length || !scanner.TryTakeKey(out var key)) return false;
            ref var value = ref values[count++];
            if (!names.TryFind(key, out value.Indicator) || !scanner.TryTakeNumber(out value.Number)) return false;
        }
        while (scanner.TryTake((byte)','));

        if (!scanner.TryTake((byte)'}') || (timestamped && !scanner.TryTake((byte)'}'))) return false;
        length = scanner.Position;
        return true;
    }
}
