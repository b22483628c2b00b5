namespace SmartSectors.Telemetry.Decoding;

/// <summary>Topics <c>sectors/{sector}/{site}/{device}/commands/…</c>: what the platform tells a device.</summary>
public static class CommandTopic
{
    private const int CommandsLevel = 4;

    public static bool Is(ReadOnlySpan<byte> topic)
    {
        if (!topic.StartsWith("sectors/"u8)) return false;

        for (var level = 0; level < CommandsLevel; level++)
        {
            var slash = topic.IndexOf((byte)'/');
            if (slash <= 0) return false;
            topic = topic[(slash + 1)..];
        }

        return topic.StartsWith("commands/"u8);
    }
}
