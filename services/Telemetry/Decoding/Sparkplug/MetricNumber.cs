using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>A metric's value as a number, by its data type.</summary>
internal static class MetricNumber
{
    /// <summary><see cref="RejectReason.None"/> and the number, or why it is none.</summary>
    /// <remarks>
    /// Int8, Int16 and Int32 ride in the uint32 of int_value as two's complement: by the specification in 32 bits, by some
    /// encoders in their own width, and the low bits are the same. UInt32 comes in int_value by the specification, in
    /// long_value by Tahu; an encoder that takes the other of the two is understood for every type.
    /// </remarks>
    public static RejectReason Read(in MetricFields metric, SparkplugType type, out double number)
    {
        number = 0;
        if (metric.IsNull || metric.Value is MetricValue.None) return RejectReason.NotNumeric;
        var isInteger = metric.Value is MetricValue.Int or MetricValue.Long;
        switch (type)
        {
            case SparkplugType.Int8 when isInteger:
                number = (sbyte)metric.Bits;
                return RejectReason.None;
            case SparkplugType.Int16 when isInteger:
                number = (short)metric.Bits;
                return RejectReason.None;
            case SparkplugType.Int32 when isInteger:
                number = (int)metric.Bits;
                return RejectReason.None;
            case SparkplugType.Int64 when isInteger:
                number = (long)metric.Bits;
                return RejectReason.None;
            case SparkplugType.UInt8 or SparkplugType.UInt16 or SparkplugType.UInt32 or SparkplugType.UInt64 when isInteger:
                number = metric.Bits;
                return RejectReason.None;
            case SparkplugType.Boolean when metric.Value is MetricValue.Boolean:
                number = metric.Bits != 0 ? 1 : 0;
                return RejectReason.None;
            case SparkplugType.Float or SparkplugType.Double when metric.Value is MetricValue.Float:
                number = Shortest(BitConverter.UInt32BitsToSingle((uint)metric.Bits));
                return RejectReason.None;
            case SparkplugType.Float or SparkplugType.Double when metric.Value is MetricValue.Double:
                number = BitConverter.UInt64BitsToDouble(metric.Bits);
                return RejectReason.None;
            case SparkplugType.DataSet or SparkplugType.Template or (>= SparkplugType.FirstArray and <= SparkplugType.LastArray):
                return RejectReason.Nested;
            default:
                return RejectReason.NotNumeric;
        }
    }

    // 27.4 as a float is 27.3999996…: what the sensor meant is the shortest decimal that is the same float (seven digits
    // at most are sure), and as such it is stored in fewer bits and equals what another gateway sends for the same value.
    private static double Shortest(float value)
    {
        const float Largest = 1e6f; // a float of a million has no more decimals that mean anything
        if (value == MathF.Truncate(value) || !(MathF.Abs(value) < Largest)) return value;

        for (var scale = 10.0; scale <= 1e4; scale *= 10)
        {
            var candidate = Math.Round(value * scale) / scale;
            if ((float)candidate == value) return candidate;
        }
        return value;
    }
}
