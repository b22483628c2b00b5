namespace SmartSectors.Mqtt;

/// <summary>Whether every topic of one filter is a topic of another (MQTT 5.0 §4.7.1).</summary>
internal static class FilterCover
{
    public static bool Covers(ReadOnlySpan<byte> broad, ReadOnlySpan<byte> narrow)
    {
        // A wildcard does not stand for a first level that begins with $ ([MQTT-4.7.2-1]).
        if (narrow.StartsWith("$"u8) && !broad.IsEmpty && broad[0] is (byte)'+' or (byte)'#') return false;

        while (true)
        {
            var expected = CutLevel(ref broad, out var broadGoesOn);
            if (expected is [(byte)'#']) return true;

            var level = CutLevel(ref narrow, out var narrowGoesOn);
            if (level is [(byte)'#']) return false;
            if (expected is not [(byte)'+'] && !expected.SequenceEqual(level)) return false;
            if (!narrowGoesOn) return !broadGoesOn || broad is [(byte)'#']; // a/# matches a itself, §4.7.1.2
            if (!broadGoesOn) return false;
        }
    }

    private static ReadOnlySpan<byte> CutLevel(ref ReadOnlySpan<byte> filter, out bool goesOn)
    {
        var slash = filter.IndexOf((byte)'/');
        goesOn = slash >= 0;
        var level = goesOn ? filter[..slash] : filter;
        filter = goesOn ? filter[(slash + 1)..] : [];
        return level;
    }
}
