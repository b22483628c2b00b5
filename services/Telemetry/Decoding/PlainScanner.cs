using System.Runtime.CompilerServices;

namespace SmartSectors.Telemetry.Decoding;

/// <summary>The tokens of a plain sample. Every method steps over the whitespace before its token.</summary>
internal ref struct PlainScanner(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    public readonly int Position => _at;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTake(byte token)
    {
        SkipWhitespace();
        if ((uint)_at >= (uint)_text.Length || _text[_at] != token) return false;
        _at++;
        return true;
    }

    /// <summary>Takes one certain key and its colon; leaves the position where another key stands.</summary>
    public bool TryTakeKey(ReadOnlySpan<byte> key)
    {
        SkipWhitespace();
        var rest = _text[_at..];
        if (rest.Length < key.Length + 2 || rest[0] != '"' || rest[key.Length + 1] != '"') return false;
        if (!rest.Slice(1, key.Length).SequenceEqual(key)) return false;
        _at += key.Length + 2;
        return TryTake((byte)':');
    }

    /// <summary>Takes any key and its colon. Escapes stay in the key, which then is no indicator's code.</summary>
    public bool TryTakeKey(out ReadOnlySpan<byte> key)
    {
        key = default;
        if (!TryTake((byte)'"')) return false;
        var rest = _text[_at..];
        var end = rest.IndexOf((byte)'"');
        if (end < 0) return false;
        key = rest[..end];
        _at += end + 1;
        return TryTake((byte)':');
    }

    /// <summary>Takes an integer that a double holds exactly, far beyond any time of this century.</summary>
    public bool TryTakeTime(out long timeMs)
    {
        timeMs = 0;
        return TryTakeDecimal(out var number, out var decimals) && decimals == 0 && (timeMs = (long)number) == number;
    }

    /// <summary>Takes a short number in the range that a reading may have.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeNumber(out double number) =>
        TryTakeDecimal(out number, out _) && Math.Abs(number) <= NativeJsonDecoder.LargestValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTakeDecimal(out double number, out int decimals)
    {
        SkipWhitespace();
        if (!ShortDecimal.TryRead(_text[_at..], out number, out decimals, out var length)) return false;
        _at += length; // an exponent or a stray letter that follows is no token that the caller takes next
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipWhitespace()
    {
        // RFC 8259 §2: space, tab, line feed, carriage return. Nothing at or below a space is a token.
        while ((uint)_at < (uint)_text.Length && _text[_at] <= ' ' && JsonWhitespace.Is(_text[_at])) _at++;
    }
}
