using System.Text.Json;
using System.Text.Unicode;
using SmartSectors.Telemetry.Decoding.Json;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Zigbee2Mqtt;

/// <summary>
/// The body of <c>zigbee2mqtt/bridge/state</c> and of a device's <c>…/availability</c>: <c>{"state":"offline"}</c>, or the
/// bare word, which Zigbee2MQTT before 2.0 could be set to.
/// </summary>
public static class BridgeState
{
    /// <param name="isOffline">False for an empty body, by which a retained state is taken back, and when the result is not None.</param>
    public static RejectReason Read(ReadOnlySpan<byte> body, out bool isOffline)
    {
        isOffline = body.SequenceEqual("offline"u8);
        if (isOffline || body.IsEmpty || body.SequenceEqual("online"u8)) return RejectReason.None;
        if (!Utf8.IsValid(body)) return RejectReason.Malformed;
        try
        {
            var reader = new Utf8JsonReader(body);
            return TryReadObject(ref reader, out isOffline) ? RejectReason.None : RejectReason.Malformed;
        }
        catch (JsonException)
        {
            return RejectReason.Malformed;
        }
    }

    private static bool TryReadObject(ref Utf8JsonReader reader, out bool isOffline)
    {
        isOffline = false;
        bool? isGone = null;
        reader.Expect(JsonTokenType.StartObject);
        while (reader.Next() is JsonTokenType.PropertyName)
        {
            var isState = reader.Is("state"u8);
            var isText = reader.Next() is JsonTokenType.String;
            if (isState)
            {
                if (!isText || isGone is not null) return false;
                isGone = reader.Is("offline"u8);
                if (isGone is false && !reader.Is("online"u8)) return false;
            }
            reader.SkipValue();
        }

        if (reader.Read() || isGone is null) return false;
        isOffline = isGone.Value;
        return true;
    }
}
