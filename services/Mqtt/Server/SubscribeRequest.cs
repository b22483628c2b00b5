namespace SmartSectors.Mqtt;

/// <summary>A SUBSCRIBE or UNSUBSCRIBE, copied out of its packet: it is answered once what it changes is durable.</summary>
internal sealed class SubscribeRequest(ushort packetId)
{
    public ushort PacketId => packetId;

    /// <summary>A reason code for each filter, in their order.</summary>
    public List<byte> Reasons { get; } = [];

    /// <summary>The new subscriptions that are to get retained messages.</summary>
    public List<(byte[] Filter, SubscriptionOptions Options, uint Identifier)> Retained { get; } = [];

    public bool IsUnsubscribe { get; init; }
}
