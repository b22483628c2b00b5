namespace SmartSectors.Mqtt;

/// <summary>What stands behind the server: it says who may connect and takes what they publish.</summary>
public interface IMqttApplication
{
    /// <summary>Called once a connection, before CONNACK. An exception refuses the client with Server Unavailable.</summary>
    ValueTask<ConnectVerdict> AuthorizeAsync(ConnectRequest request, CancellationToken cancellationToken);

    /// <summary>Called once a connection that was let in, before its first packet is read; the receiver is that connection's own.</summary>
    IPublishReceiver Attach(MqttConnection connection);
}
