using System.Text.Json;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Decoding.Json;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.OwnTracks;

/// <summary>
/// OwnTracks' <c>location</c> (owntracks booklet: tech/json): <c>tst</c> in Unix seconds, a position, and the vehicle's own
/// values. Other types (<c>lwt</c> among them) are no readings; an <c>encrypted</c> one is refused as <c>undecoded</c>.
/// </summary>
/// <remarks>
/// Only the fields of this list leave the message: whatever could name a vehicle or a person (vin, imei, tid, SSID, regions,
/// points of interest) does not. <c>vel</c>, <c>alt</c> and <c>cog</c> are left out by the source when they are zero;
/// a profile says so (<c>absent</c>), for a tracker without them leaves them out as well.
/// </remarks>
internal static class OwnTracksDecoder
{
    public static RejectReason Decode<TSink>(in ForeignTopic topic, ref Utf8JsonReader reader, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        reader.Expect(JsonTokenType.StartObject);
        var fields = reader;
        double? latitude = null;
        double? longitude = null;
        var accuracyM = double.NaN;
        SourceTime time = default;
        var type = RejectReason.Malformed; // `_type` is mandatory
        var isLocation = false;
        while (reader.Next() is JsonTokenType.PropertyName)
        {
            var name = reader.TextOf(writer.Scratch[ScratchSlot.Name]);
            reader.Next();
            if (name.SequenceEqual("_type"u8) && reader.TokenType is JsonTokenType.String)
            {
                isLocation = reader.Is("location"u8);
                type = reader.Is("encrypted"u8) ? RejectReason.Undecoded : RejectReason.None;
            }
            else if (name.SequenceEqual("tst"u8) && reader.TryIntegerOf(out var seconds))
            {
                time = SourceTime.Number(seconds, TimePrecision.Seconds);
            }
            else if (reader.NumberOrNull() is { } number)
            {
                if (name.SequenceEqual("lat"u8)) latitude = number;
                else if (name.SequenceEqual("lon"u8)) longitude = number;
                else if (name.SequenceEqual("acc"u8)) accuracyM = number;
            }
            reader.SkipValue();
        }
        if (!isLocation) return type;
        if (latitude is null && longitude is null) return RejectReason.Malformed;

        writer.Begin(new SampleHead { Device = topic.Device, Time = time }, ref sink);
        writer.Position(latitude, longitude, accuracyM, ref sink);
        JsonFields.PutListed(ref fields, TryUnitOf, nullIsAbsent: false, ref writer, ref sink);
        return RejectReason.None;
    }

    private static bool TryUnitOf(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> unit)
    {
        unit = name switch
        {
            _ when name.SequenceEqual("vel"u8) => "km/h"u8,
            _ when name.SequenceEqual("cog"u8) => "deg"u8,
            _ when name.SequenceEqual("alt"u8) => "m"u8,
            _ when name.SequenceEqual("batt"u8) => "%"u8,
            _ when name.SequenceEqual("odometer"u8) => "km"u8,
            _ => default,
        };
        return !unit.IsEmpty || name.SequenceEqual("ign"u8) || name.SequenceEqual("fcon"u8)
            || name.SequenceEqual("flvl"u8) || name.SequenceEqual("rpm"u8);
    }
}
