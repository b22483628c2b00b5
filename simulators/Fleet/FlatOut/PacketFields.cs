using System.Text;

namespace SmartSectors.Fleet.FlatOut;

/// <summary>Where the device id, the time and the values of a flat-out packet lie, from the packet's first byte.</summary>
internal sealed record PacketFields(Range DeviceId, Range Time, IReadOnlyList<Range> Values)
{
    public static PacketFields Find(
        byte[] packet, int payloadAt, string deviceId, IReadOnlyList<FlatOutIndicator> indicators)
    {
        var device = packet.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(deviceId));
        var time = payloadAt + "{\"ts\":".Length;
        var values = indicators.Select(indicator =>
        {
            var key = Encoding.ASCII.GetBytes($"\"{indicator.Key}\":");
            var start = packet.AsSpan().IndexOf(key) + key.Length;
            return new Range(start, start + packet.AsSpan(start).IndexOfAny((byte)',', (byte)'}'));
        });
        return new PacketFields(
            new Range(device, device + deviceId.Length), new Range(time, time + ClockDigits.Length), [.. values]);
    }
}
