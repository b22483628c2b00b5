using System.Text.Json;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Decoding.Json;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.ChirpStack;

/// <summary>
/// ChirpStack v4's events in JSON (chirpstack: integration.proto, UplinkEvent and LocationEvent). The fields are those of
/// <c>object</c>, which the codec of ChirpStack's device profile makes of the frame; nested ones have their path as name.
/// </summary>
/// <remarks>
/// The device is the topic's devEui, its kind <c>deviceInfo.deviceProfileName</c>. The time is the event's, the gateway's that
/// of the first <c>rxInfo</c>. A frame with data that no codec decoded is refused as <c>undecoded</c>; one without data
/// (a bare confirmation) is no reading. An event that ChirpStack delivers twice (the same deduplicationId) has the same time,
/// and so its readings are duplicates.
/// </remarks>
internal static class ChirpStackDecoder
{
    public static RejectReason Decode<TSink>(in ForeignTopic topic, ref Utf8JsonReader reader, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        Utf8JsonReader values = default;
        Utf8JsonReader location = default;
        SourceTime time = default;
        SourceTime gatewayTime = default;
        ReadOnlySpan<byte> model = default;
        var hasData = false;

        reader.Expect(JsonTokenType.StartObject);
        while (reader.Next() is JsonTokenType.PropertyName)
        {
            var name = reader.TextOf(writer.Scratch[ScratchSlot.Name]);
            reader.Next();
            if (name.SequenceEqual("time"u8)) time = reader.IsoTimeOf();
            else if (name.SequenceEqual("data"u8)) hasData = reader.TokenType is JsonTokenType.String && !reader.ValueSpan.IsEmpty;
            else if (name.SequenceEqual("object"u8)) values = reader;
            else if (name.SequenceEqual("location"u8)) location = reader;
            else if (name.SequenceEqual("deviceInfo"u8)) model = JsonSearch.FindText(reader, "deviceProfileName"u8, writer.Scratch[ScratchSlot.Model]);
            else if (name.SequenceEqual("rxInfo"u8)) gatewayTime = JsonSearch.FindTimeInFirst(reader, "gwTime"u8);
            reader.SkipValue();
        }

        writer.Begin(new SampleHead { Device = topic.Device, Model = model, Time = time, GatewayTime = gatewayTime }, ref sink);
        if (location.TokenType is JsonTokenType.StartObject) PutLocation(ref location, ref writer, ref sink);
        if (values.TokenType is JsonTokenType.StartObject) JsonFields.PutObject(ref values, ref writer, ref sink);
        return hasData && !writer.HasFields ? RejectReason.Undecoded : RejectReason.None;
    }

    // message Location: latitude, longitude, altitude, source, accuracy; what is at its default is left out.
    private static void PutLocation<TSink>(ref Utf8JsonReader location, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        double latitude = 0;
        double longitude = 0;
        var accuracyM = double.NaN;
        while (location.Next() is JsonTokenType.PropertyName)
        {
            var name = location.TextOf(writer.Scratch[ScratchSlot.Name]);
            location.Next();
            if (location.NumberOrNull() is { } number)
            {
                if (name.SequenceEqual("latitude"u8)) latitude = number;
                else if (name.SequenceEqual("longitude"u8)) longitude = number;
                else if (name.SequenceEqual("accuracy"u8) && number > 0) accuracyM = number;
            }
            location.SkipValue();
        }

        // Both at their default are nobody's position: it was not resolved.
        if (latitude != 0 || longitude != 0) writer.Position(latitude, longitude, accuracyM, ref sink);
    }
}
