using System.Text.Json;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Decoding.Json;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Hsl;

/// <summary>
/// A vehicle position of HSL's high-frequency positioning: <c>{"VP":{…}}</c>, of buses and trams once a second
/// (digitransit: high-frequency positioning).
/// </summary>
/// <remarks>
/// <c>tst</c> is ISO 8601 with milliseconds, <c>tsi</c> the same in whole seconds. <c>dl</c> counts seconds ahead of the
/// timetable, so a late bus has a negative one. A null is a value that the vehicle does not have now. Only the fields of this
/// list leave the message; the vehicle is named by the topic (operator and vehicle number), never by <c>veh</c>.
/// </remarks>
internal static class HslDecoder
{
    public static RejectReason Decode<TSink>(in ForeignTopic topic, ref Utf8JsonReader reader, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        Utf8JsonReader position = default;
        reader.Expect(JsonTokenType.StartObject);
        while (reader.Next() is JsonTokenType.PropertyName)
        {
            var isPosition = reader.Is("VP"u8);
            reader.Next();
            if (isPosition) position = reader;
            reader.SkipValue();
        }
        if (position.TokenType is not JsonTokenType.StartObject) return RejectReason.Malformed;

        var fields = position;
        double? latitude = null;
        double? longitude = null;
        SourceTime exact = default;
        SourceTime whole = default;
        while (position.Next() is JsonTokenType.PropertyName)
        {
            var name = position.TextOf(writer.Scratch[ScratchSlot.Name]);
            position.Next();
            if (name.SequenceEqual("tst"u8)) exact = position.IsoTimeOf();
            else if (name.SequenceEqual("tsi"u8) && position.TryIntegerOf(out var seconds)) whole = SourceTime.Number(seconds, TimePrecision.Seconds);
            else if (name.SequenceEqual("lat"u8)) latitude = position.NumberOrNull();
            else if (name.SequenceEqual("long"u8)) longitude = position.NumberOrNull();
            position.SkipValue();
        }

        writer.Begin(new SampleHead { Device = topic.Device, Time = exact.IsGiven ? exact : whole }, ref sink);
        writer.Position(latitude, longitude, double.NaN, ref sink);
        JsonFields.PutListed(ref fields, TryUnitOf, nullIsAbsent: true, ref writer, ref sink);
        return RejectReason.None;
    }

    private static bool TryUnitOf(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> unit)
    {
        unit = name switch
        {
            _ when name.SequenceEqual("spd"u8) => "m/s"u8,
            _ when name.SequenceEqual("hdg"u8) => "deg"u8,
            _ when name.SequenceEqual("acc"u8) => "m/s2"u8,
            _ when name.SequenceEqual("dl"u8) => "s"u8,
            _ when name.SequenceEqual("odo"u8) => "m"u8,
            _ when name.SequenceEqual("occu"u8) => "%"u8,
            _ => default,
        };
        return !unit.IsEmpty || name.SequenceEqual("drst"u8);
    }
}
