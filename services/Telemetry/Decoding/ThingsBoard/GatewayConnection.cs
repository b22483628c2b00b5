using System.Text.Json;
using SmartSectors.Telemetry.Decoding.Json;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.ThingsBoard;

/// <summary>The body of <c>v1/gateway/connect</c> and <c>…/disconnect</c>: <c>{"device":"Dev A","type":"soil probe"}</c>.</summary>
public static class GatewayConnection
{
    /// <summary>Reads who comes or goes, and of which type it is; the type may be empty.</summary>
    /// <param name="device">UTF-8, and not empty when the result is <see cref="RejectReason.None"/>.</param>
    public static RejectReason Read(ReadOnlySpan<byte> body, out byte[] device, out byte[] type)
    {
        device = [];
        type = [];
        if (!System.Text.Unicode.Utf8.IsValid(body)) return RejectReason.Malformed;
        try
        {
            Span<byte> slot = stackalloc byte[Fields.Scratch.SlotBytes];
            var reader = new Utf8JsonReader(body);
            reader.Expect(JsonTokenType.StartObject);
            while (reader.Next() is JsonTokenType.PropertyName)
            {
                var isDevice = reader.Is("device"u8);
                var isType = reader.Is("type"u8);
                var isText = reader.Next() is JsonTokenType.String;
                if (isDevice && (!isText || device.Length > 0)) return RejectReason.Malformed;
                if (isDevice) device = reader.TextOf(slot).ToArray();
                if (isType && isText) type = reader.TextOf(slot).ToArray();
                reader.SkipValue();
            }
            return reader.Read() || device.Length == 0 ? RejectReason.Malformed : RejectReason.None;
        }
        catch (JsonException)
        {
            return RejectReason.Malformed;
        }
    }
}
