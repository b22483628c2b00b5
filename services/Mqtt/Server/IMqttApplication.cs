namespace SmartSectors.Mqtt;

/// <summary>What stands behind the server: it says who may connect and takes what they publish.</summary>
public interface IMqttApplication
{
    /// <summary>Called once a connection, before CONNACK. An exception refuses the client with Server Unavailable.</summary>
    ValueTask<ConnectVerdict> AuthorizeAsync(ConnectRequest request, CancellationToken cancellationToken);

    /// <summary>Called once a connection that was let in, before its first packet is read; the receiver is that connection's own.</summary>
    IPublishReceiver Attach(MqttConnection connection);

    /// <summary>
    /// Takes the will of a client whose connection is over; perhaps long after, or of a process before this one. The
    /// right to publish it was asked for when the client connected.
    /// </summary>
    IPublishReceiver AttachWill(string clientId);

    /// <summary>
    /// Called when a client asks for an enhanced authentication (MQTT 5.0 §4.12), at CONNECT and each time it wants to
    /// authenticate again. Null, the default, refuses it: Bad Authentication Method.
    /// </summary>
    IEnhancedAuthentication? BeginAuthentication(ConnectRequest request, string method) => null;
}
