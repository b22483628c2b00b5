using System.Buffers;
using System.Text.Unicode;

namespace SmartSectors.Mqtt;

/// <summary>What MQTT allows in a string and in a topic name.</summary>
internal static class TextRules
{
    // §4.7.1: wildcards belong to filters. §1.5.4 and §4.7.3: U+0000 belongs nowhere.
    private static readonly SearchValues<byte> _notInTopicNames = SearchValues.Create("\0+#"u8);

    /// <summary>§1.5.4: well-formed UTF-8 (so no surrogates) without U+0000.</summary>
    public static void Check(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)0) || !Utf8.IsValid(text)) MalformedPacketException.Throw(MalformedReason.InvalidUtf8);
    }

    /// <summary>§3.3.2.1 and §4.7: a topic name that is not empty.</summary>
    public static void CheckTopicName(ReadOnlySpan<byte> topic, int maxLength)
    {
        if (topic.Length > maxLength) MalformedPacketException.Throw(MalformedReason.TopicTooLong);
        if (topic.ContainsAny(_notInTopicNames)) MalformedPacketException.Throw(MalformedReason.TopicInvalid);
        if (!Utf8.IsValid(topic)) MalformedPacketException.Throw(MalformedReason.InvalidUtf8);
    }
}
