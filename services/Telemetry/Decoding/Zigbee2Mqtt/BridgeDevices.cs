using System.Text.Json;
using System.Text.Unicode;
using SmartSectors.Telemetry.Collections;
using SmartSectors.Telemetry.Decoding.Json;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Zigbee2Mqtt;

/// <summary>
/// The body of <c>zigbee2mqtt/bridge/devices</c>, the devices of a Zigbee network (Zigbee2MQTT: MQTT topics and messages):
/// <c>[{"friendly_name":"fridge","type":"EndDevice","definition":{"model":"WSDCGQ11LM",…},…},…]</c>.
/// </summary>
/// <remarks>The definition is null of a device that Zigbee2MQTT does not know. The coordinator is no device that measures.</remarks>
public static class BridgeDevices
{
    /// <summary>A device of a longer name is left out, and one of a longer model has none: no id or profile is called so.</summary>
    private const int MaxTextBytes = 128;

    // Each character may come as \uXXXX.
    private const int SlotBytes = MaxTextBytes * 6;

    /// <summary>Reads the model of each device, empty where there is none, by its friendly name.</summary>
    /// <param name="maxDevices">A list of more is refused as too many.</param>
    /// <param name="models">UTF-8; empty for an empty body, by which the list is taken back, and when the result is not None.</param>
    public static RejectReason Read(ReadOnlySpan<byte> body, int maxDevices, out Dictionary<byte[], byte[]> models)
    {
        models = new Dictionary<byte[], byte[]>(Utf8Comparer.Ordinal);
        if (body.IsEmpty) return RejectReason.None;

        var found = new Dictionary<byte[], byte[]>(Utf8Comparer.Ordinal);
        var refused = TryRead(body, maxDevices, found);
        if (refused is RejectReason.None) models = found;
        return refused;
    }

    private static RejectReason TryRead(ReadOnlySpan<byte> body, int maxDevices, Dictionary<byte[], byte[]> models)
    {
        // The JSON reader lets any byte stand in a string; RFC 8259 §8.1 does not.
        if (!Utf8.IsValid(body)) return RejectReason.Malformed;
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Expect(JsonTokenType.StartArray);
            for (var count = 0; reader.Next() is not JsonTokenType.EndArray; count++)
            {
                if (count == maxDevices) return RejectReason.TooManyReadings;
                if (!TryReadDevice(ref reader, models)) return RejectReason.Malformed;
            }
            return reader.Read() ? RejectReason.Malformed : RejectReason.None;
        }
        catch (JsonException)
        {
            return RejectReason.Malformed;
        }
    }

    private static bool TryReadDevice(ref Utf8JsonReader reader, Dictionary<byte[], byte[]> models)
    {
        if (reader.TokenType is not JsonTokenType.StartObject) return false;

        Span<byte> nameSlot = stackalloc byte[SlotBytes];
        Span<byte> modelSlot = stackalloc byte[SlotBytes];
        scoped ReadOnlySpan<byte> name = default;
        scoped ReadOnlySpan<byte> model = default;
        var isCoordinator = false;
        while (reader.Next() is JsonTokenType.PropertyName)
        {
            var isName = reader.Is("friendly_name"u8);
            var isType = reader.Is("type"u8);
            var isDefinition = reader.Is("definition"u8);
            var type = reader.Next();
            if (isName && (type is not JsonTokenType.String || !name.IsEmpty)) return false;
            if (isDefinition && type is not (JsonTokenType.StartObject or JsonTokenType.Null)) return false;
            if (isName) name = reader.TextOf(nameSlot);
            if (isType) isCoordinator = type is JsonTokenType.String && reader.Is("Coordinator"u8);
            if (isDefinition) model = JsonSearch.FindText(reader, "model"u8, modelSlot);
            reader.SkipValue();
        }

        if (name.IsEmpty) return false;
        if (!isCoordinator && name.Length <= MaxTextBytes) models[name.ToArray()] = model.Length <= MaxTextBytes ? model.ToArray() : [];
        return true;
    }
}
