namespace SmartSectors.Mqtt;

/// <summary>The levels of a topic name or filter from left to right, §4.7.1.1. A level may be empty: <c>a//b</c> has three.</summary>
internal ref struct TopicLevels(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;
    private bool _isAtEnd;

    public static int Count(ReadOnlySpan<byte> text) => text.Count((byte)'/') + 1;

    public bool TryNext(out ReadOnlySpan<byte> level)
    {
        level = _rest;
        if (_isAtEnd) return false;

        var end = _rest.IndexOf((byte)'/');
        if (end < 0)
        {
            _isAtEnd = true;
            return true;
        }

        level = _rest[..end];
        _rest = _rest[(end + 1)..];
        return true;
    }
}
