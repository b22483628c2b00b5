using System.Text.Json;
using System.Text.Unicode;
using SmartSectors.Telemetry.Decoding.ChirpStack;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Decoding.Hsl;
using SmartSectors.Telemetry.Decoding.InfluxLine;
using SmartSectors.Telemetry.Decoding.OwnTracks;
using SmartSectors.Telemetry.Decoding.Senml;
using SmartSectors.Telemetry.Decoding.TheThingsStack;
using SmartSectors.Telemetry.Decoding.ThingsBoard;
using SmartSectors.Telemetry.Decoding.Zigbee2Mqtt;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding;

/// <summary>
/// The one door to the formats whose messages stand for themselves: all of <see cref="ForeignFormat"/> but Sparkplug, whose
/// data only a birth explains (<see cref="Sparkplug.SparkplugNode"/>).
/// </summary>
public static class ForeignDecoder
{
    /// <summary>
    /// Puts a message's fields into <paramref name="sink"/>. On any result but <see cref="RejectReason.None"/> the message is
    /// refused as a whole and the caller takes back what was put. None without any field is a message without readings,
    /// which some formats have.
    /// </summary>
    /// <param name="topic">Of the kind <see cref="ForeignKind.Readings"/>.</param>
    /// <param name="receivedMs">The time of receipt, Unix milliseconds, for formats with relative times.</param>
    /// <remarks>Nothing is allocated, except for the exception inside the runtime's JSON reader when a body is malformed.</remarks>
    public static RejectReason Decode<TSink>(
        in ForeignTopic topic, ReadOnlySpan<byte> body, long receivedMs, ref TSink sink, DecodeLimits limits)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var writer = new FieldWriter(limits.MaxReadings, Scratch.OfThread());
        var refused = topic.Format switch
        {
            ForeignFormat.InfluxLine => InfluxLineDecoder.Decode(body, ref writer, ref sink),
            ForeignFormat.Senml when SenmlCbor.Is(body) => DecodeCbor(topic, body, receivedMs, ref writer, ref sink, limits),
            ForeignFormat.Zigbee2Mqtt when body.IsEmpty => RejectReason.None,
            _ => DecodeJson(topic, body, receivedMs, ref writer, ref sink, limits),
        };
        var overflow = writer.Finish(ref sink);
        return refused is RejectReason.None ? overflow : refused;
    }

    private static RejectReason DecodeCbor<TSink>(
        in ForeignTopic topic, ReadOnlySpan<byte> body, long receivedMs, ref FieldWriter writer, ref TSink sink, DecodeLimits limits)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var pack = new SenmlPack(topic.Device, receivedMs);
        return SenmlCbor.Decode(body, ref pack, ref writer, ref sink, limits);
    }

    private static RejectReason DecodeJson<TSink>(
        in ForeignTopic topic, ReadOnlySpan<byte> body, long receivedMs, ref FieldWriter writer, ref TSink sink, DecodeLimits limits)
        where TSink : struct, IFieldSink, allows ref struct
    {
        // The JSON reader lets any byte stand in a string; RFC 8259 §8.1 does not.
        if (!Utf8.IsValid(body)) return RejectReason.Malformed;
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
            var refused = topic.Format switch
            {
                ForeignFormat.ThingsBoardDevice => ThingsBoardDecoder.DecodeDevice(ref reader, ref writer, ref sink),
                ForeignFormat.ThingsBoardGateway => ThingsBoardDecoder.DecodeGateway(ref reader, ref writer, ref sink),
                ForeignFormat.Senml => DecodeSenml(topic, receivedMs, ref reader, ref writer, ref sink),
                ForeignFormat.ChirpStack => ChirpStackDecoder.Decode(topic, ref reader, ref writer, ref sink),
                ForeignFormat.TheThingsStack => TheThingsStackDecoder.Decode(topic, ref reader, ref writer, ref sink),
                ForeignFormat.OwnTracks => OwnTracksDecoder.Decode(topic, ref reader, ref writer, ref sink),
                ForeignFormat.Hsl => HslDecoder.Decode(topic, ref reader, ref writer, ref sink),
                ForeignFormat.Zigbee2Mqtt => Zigbee2MqttDecoder.Decode(topic, ref reader, ref writer, ref sink),
                _ => throw new ArgumentOutOfRangeException(nameof(topic), topic.Format, "BUG: a format that is not decoded here"),
            };
            // Whatever follows the value makes the reader throw; so a text that ends well is a text read to its end.
            return refused is RejectReason.None && reader.Read() ? RejectReason.Malformed : refused;
        }
        catch (JsonException)
        {
            return RejectReason.Malformed;
        }
    }

    private static RejectReason DecodeSenml<TSink>(
        in ForeignTopic topic, long receivedMs, ref Utf8JsonReader reader, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var pack = new SenmlPack(topic.Device, receivedMs);
        return SenmlJson.Decode(ref reader, ref pack, ref writer, ref sink);
    }
}
