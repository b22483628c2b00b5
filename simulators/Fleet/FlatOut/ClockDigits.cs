namespace SmartSectors.Fleet.FlatOut;

/// <summary>Unix milliseconds as the 13 digits that they have until the year 2286; formatted once a millisecond.</summary>
internal sealed class ClockDigits
{
    public const int Length = 13;
    private readonly byte[] _digits = new byte[Length];
    private long _formattedMs = -1;

    public void Write(long timeMs, Span<byte> destination)
    {
        if (timeMs != _formattedMs) Format(timeMs);
        _digits.CopyTo(destination);
    }

    private void Format(long timeMs)
    {
        _formattedMs = timeMs;
        for (var i = Length - 1; i >= 0; i--) (timeMs, _digits[i]) = (timeMs / 10, (byte)('0' + timeMs % 10));
    }
}
