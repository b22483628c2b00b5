using System.Text;

namespace SmartSectors.Mqtt;

/// <summary>
/// Everything but some topics. A topic that a denied filter matches cannot be published to, and a filter all of whose
/// topics a denied filter matches cannot be subscribed to. A broader filter such as <c>#</c> may be: where nobody may
/// publish to a topic there is nothing of it to receive.
/// </summary>
/// <param name="deniedFilters">Topic filters (MQTT 5.0 §4.7).</param>
public sealed class DenyListRights(IEnumerable<string> deniedFilters) : IClientRights
{
    private readonly byte[][] _denied = [.. deniedFilters.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Whether a text is a topic filter that can be denied: of a shared subscription only what stands behind its group can.</summary>
    public static bool CanDeny(string filter) =>
        TopicFilter.TryParse(Encoding.UTF8.GetBytes(filter), out var parsed) && !parsed.IsShared;

    public bool MayPublish(ReadOnlySpan<byte> topic) => !IsDenied(topic);

    public bool MaySubscribe(ReadOnlySpan<byte> filter) => !IsDenied(filter);

    /// <summary>
    /// The refusal that gives no reason (MQTT 5.0 §3.9.3): there is nobody to be authorized, and the Eclipse Paho
    /// interoperability suite expects it.
    /// </summary>
    public SubAckReason SubscribeRefusal => SubAckReason.UnspecifiedError;

    /// <summary>A topic name is the filter that matches itself alone, so one question serves both.</summary>
    private bool IsDenied(ReadOnlySpan<byte> filter)
    {
        foreach (var denied in _denied)
        {
            if (FilterCover.Covers(denied, filter)) return true;
        }

        return false;
    }
}
