using System.Text.Json;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Decoding.Json;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.TheThingsStack;

/// <summary>
/// The Things Stack v3's uplinks in JSON: <c>{"end_device_ids":{…},"received_at":"…","uplink_message":{"f_port":1,
/// "frm_payload":"…","decoded_payload":{…},"rx_metadata":[{"time":"…"}],"version_ids":{"model_id":"…"}}}</c>. The fields are
/// those of <c>decoded_payload</c>, which a payload formatter makes of the frame.
/// </summary>
/// <remarks>
/// Fields that are zero, false or empty are left out of the messages (docs: data formats), so a profile says what a field
/// that is missing means (<c>absent</c>). A frame that no formatter decoded is refused as <c>undecoded</c>.
/// </remarks>
internal static class TheThingsStackDecoder
{
    public static RejectReason Decode<TSink>(in ForeignTopic topic, ref Utf8JsonReader reader, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        Utf8JsonReader uplink = default;
        SourceTime time = default;
        reader.Expect(JsonTokenType.StartObject);
        while (reader.Next() is JsonTokenType.PropertyName)
        {
            var isTime = reader.Is("received_at"u8);
            var isUplink = reader.Is("uplink_message"u8);
            reader.Next();
            if (isTime) time = reader.IsoTimeOf();
            if (isUplink) uplink = reader;
            reader.SkipValue();
        }
        return uplink.TokenType is JsonTokenType.StartObject
            ? DecodeUplink(topic, ref uplink, time, ref writer, ref sink)
            : RejectReason.Malformed;
    }

    private static RejectReason DecodeUplink<TSink>(
        in ForeignTopic topic, ref Utf8JsonReader uplink, SourceTime time, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        Utf8JsonReader values = default;
        SourceTime gatewayTime = default;
        ReadOnlySpan<byte> model = default;
        var hasData = false;
        while (uplink.Next() is JsonTokenType.PropertyName)
        {
            var name = uplink.TextOf(writer.Scratch[ScratchSlot.Name]);
            uplink.Next();
            if (name.SequenceEqual("decoded_payload"u8)) values = uplink;
            else if (name.SequenceEqual("frm_payload"u8)) hasData = uplink.TokenType is JsonTokenType.String && !uplink.ValueSpan.IsEmpty;
            else if (name.SequenceEqual("rx_metadata"u8)) gatewayTime = JsonSearch.FindTimeInFirst(uplink, "time"u8);
            else if (name.SequenceEqual("version_ids"u8)) model = JsonSearch.FindText(uplink, "model_id"u8, writer.Scratch[ScratchSlot.Model]);
            uplink.SkipValue();
        }

        writer.Begin(new SampleHead { Device = topic.Device, Model = model, Time = time, GatewayTime = gatewayTime }, ref sink);
        if (values.TokenType is JsonTokenType.StartObject) JsonFields.PutObject(ref values, ref writer, ref sink);
        else if (hasData) return RejectReason.Undecoded;
        return RejectReason.None;
    }
}
