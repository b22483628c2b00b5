namespace SmartSectors.Mqtt;

/// <summary>
/// What one client may publish and subscribe to. It is asked for every message, from the connection's own task, so it
/// answers from memory; the spans are valid during the call only.
/// </summary>
public interface IClientRights
{
    bool MayPublish(ReadOnlySpan<byte> topic);

    /// <param name="filter">A valid topic filter; of a shared subscription the filter behind <c>$share/name/</c>.</param>
    bool MaySubscribe(ReadOnlySpan<byte> filter);

    /// <summary>What SUBACK says of a filter that is not allowed; in MQTT 3.1.1 it is always 0x80.</summary>
    SubAckReason SubscribeRefusal => SubAckReason.NotAuthorized;
}

public static class ClientRights
{
    /// <summary>The rights of a client on which there is no restriction.</summary>
    public static IClientRights Everything { get; } = new Unrestricted();

    private sealed class Unrestricted : IClientRights
    {
        public bool MayPublish(ReadOnlySpan<byte> topic) => true;

        public bool MaySubscribe(ReadOnlySpan<byte> filter) => true;
    }
}
