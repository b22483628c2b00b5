using System.Text.Json;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Decoding.Json;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.ThingsBoard;

/// <summary>
/// ThingsBoard's telemetry (thingsboard: JsonConverter.java). Of a device, as the platform's native body:
/// <c>{"key":1}</c>, <c>{"ts":ms,"values":{"key":1}}</c> or an array of either. Of a gateway, by device:
/// <c>{"Dev A":[…],"Dev B":[…]}</c>, each an array of the former.
/// </summary>
/// <remarks>
/// The rules are those of <see cref="NativeJsonDecoder"/>; this reader keeps the source's own names, so that a profile can map
/// them. A body without any reading is malformed.
/// </remarks>
internal static class ThingsBoardDecoder
{
    public static RejectReason DecodeDevice<TSink>(ref Utf8JsonReader reader, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        reader.Next();
        ReadSamples(ref reader, default, ref writer, ref sink);
        return writer.HasFields ? RejectReason.None : RejectReason.Malformed;
    }

    public static RejectReason DecodeGateway<TSink>(ref Utf8JsonReader reader, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        reader.Expect(JsonTokenType.StartObject);
        while (reader.Next() is JsonTokenType.PropertyName)
        {
            writer.End(ref sink); // the name of the last device may be in the slot that is used again
            var device = reader.TextOf(writer.Scratch[ScratchSlot.Device]);
            reader.Expect(JsonTokenType.StartArray);
            if (device.IsEmpty) return RejectReason.Malformed;
            ReadSamples(ref reader, device, ref writer, ref sink);
        }
        return writer.HasFields ? RejectReason.None : RejectReason.Malformed;
    }

    private static void ReadSamples<TSink>(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> device, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            ReadSample(ref reader, device, ref writer, ref sink);
            return;
        }
        while (reader.Next() is not JsonTokenType.EndArray) ReadSample(ref reader, device, ref writer, ref sink);
    }

    private static void ReadSample<TSink>(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> device, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (reader.TokenType is not JsonTokenType.StartObject) throw new JsonException("A sample must be an object.");

        var values = reader;
        var time = Survey(ref reader, ref values);
        writer.Begin(new SampleHead { Device = device, Time = time }, ref sink);
        while (values.Next() is JsonTokenType.PropertyName)
        {
            var name = values.TextOf(writer.Scratch[ScratchSlot.Name]);
            values.Next();
            JsonFields.PutScalar(ref values, name, ref writer, ref sink);
        }
    }

    // Timestamped only when both `ts` and `values` are there; alone they are keys like any other, and either of them
    // twice is malformed, for nobody can say which was meant.
    private static SourceTime Survey(ref Utf8JsonReader reader, ref Utf8JsonReader values)
    {
        var bare = values;
        var times = 0;
        var objects = 0;
        var isTime = true;
        long time = 0;
        while (reader.Next() is JsonTokenType.PropertyName)
        {
            var isTs = reader.Is("ts"u8);
            var isValues = reader.Is("values"u8);
            reader.Next();
            if (isTs)
            {
                times++;
                isTime = reader.TryIntegerOf(out time);
            }
            if (isValues)
            {
                objects++;
                values = reader;
            }
            reader.SkipValue();
        }

        if (times == 0 || objects == 0)
        {
            values = bare;
            return default;
        }
        if (times > 1 || objects > 1 || !isTime || values.TokenType is not JsonTokenType.StartObject)
            throw new JsonException("A timestamped sample has one whole number as ts and one object as values.");
        return SourceTime.Number(time, TimePrecision.Milliseconds);
    }
}
