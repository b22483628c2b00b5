using System.Text.Json;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Decoding.Json;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Zigbee2Mqtt;

/// <summary>
/// The state of a Zigbee device as Zigbee2MQTT publishes it: a JSON object, flat as a rule, without a time unless
/// <c>last_seen</c> is switched on (ISO 8601, or Unix milliseconds).
/// </summary>
/// <remarks>
/// What describes the device and not what it measures is left out: <c>device</c>, <c>update</c>, <c>update_available</c>. An
/// empty body, by which Zigbee2MQTT takes a retained state back, is no reading.
/// </remarks>
internal static class Zigbee2MqttDecoder
{
    public static RejectReason Decode<TSink>(in ForeignTopic topic, ref Utf8JsonReader reader, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        reader.Expect(JsonTokenType.StartObject);
        var fields = reader;
        SourceTime time = default;
        while (reader.Next() is JsonTokenType.PropertyName)
        {
            var isTime = reader.Is("last_seen"u8);
            reader.Next();
            if (isTime) time = reader.TryIntegerOf(out var ms) ? SourceTime.Number(ms, TimePrecision.Milliseconds) : reader.IsoTimeOf();
            reader.SkipValue();
        }

        writer.Begin(new SampleHead { Device = topic.Device, Time = time }, ref sink);
        while (fields.Next() is JsonTokenType.PropertyName)
        {
            if (fields.Is("last_seen"u8) || fields.Is("device"u8) || fields.Is("update"u8) || fields.Is("update_available"u8))
            {
                fields.Next();
                fields.SkipValue();
            }
            else
            {
                JsonFields.PutMember(ref fields, ref writer, ref sink);
            }
        }
        return RejectReason.None;
    }
}
