using System.Globalization;
using System.Text;

namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>
/// How a host application says whether it listens (Sparkplug 3.0 §5.7): retained at QoS 1, and the same topic as its
/// will, which carries the timestamp of the birth that follows it.
/// </summary>
public static class SparkplugHostState
{
    /// <summary><c>spBv1.0/STATE/{host}</c>.</summary>
    public static byte[] Topic(string host) => Encoding.UTF8.GetBytes($"spBv1.0/STATE/{host}");

    /// <summary><c>{"online":true,"timestamp":1732212345123}</c>.</summary>
    /// <param name="timestampMs">When the host connected, Unix milliseconds; the same in the birth and in the will.</param>
    public static byte[] Payload(bool online, long timestampMs) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $$"""{"online":{{(online ? "true" : "false")}},"timestamp":{{timestampMs}}}"""));
}
