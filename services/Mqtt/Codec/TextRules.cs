using System.Buffers;
using System.Text.Unicode;

namespace SmartSectors.Mqtt;

/// <summary>What MQTT allows in a string and in a topic name.</summary>
internal static class TextRules
{
    // §4.7.1: wildcards belong to filters. §1.5.4 and §4.7.3: U+0000 belongs nowhere.
    private static readonly SearchValues<byte> _notInTopicNames = SearchValues.Create("\0+#"u8);

    /// <summary>
    /// Well-formed UTF-8, so neither surrogates nor overlong forms [MQTT-1.5.4-1], without U+0000 [MQTT-1.5.4-2].
    /// Control characters and non-characters are no more than advised against (§1.5.4).
    /// </summary>
    public static void Check(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)0) || !Utf8.IsValid(text)) MalformedPacketException.Throw(MalformedReason.InvalidUtf8);
    }

    /// <summary>A topic name other than that of a PUBLISH, which a topic alias may stand for: §4.7, not empty [MQTT-4.7.3-1].</summary>
    public static void CheckTopicName(ReadOnlySpan<byte> topic)
    {
        if (topic.IsEmpty) MalformedPacketException.Throw(MalformedReason.TopicEmpty);
        CheckTopicName(topic, ushort.MaxValue);
    }

    /// <summary>§3.3.2.1 and §4.7: a topic name, or nothing.</summary>
    public static void CheckTopicName(ReadOnlySpan<byte> topic, int maxLength)
    {
        if (topic.Length > maxLength) MalformedPacketException.Throw(MalformedReason.TopicTooLong);
        if (topic.ContainsAny(_notInTopicNames)) MalformedPacketException.Throw(MalformedReason.TopicInvalid);
        if (!Utf8.IsValid(topic)) MalformedPacketException.Throw(MalformedReason.InvalidUtf8);
    }
}
