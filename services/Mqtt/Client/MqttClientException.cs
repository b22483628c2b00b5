namespace SmartSectors.Mqtt;

/// <summary>What ended a client's connection.</summary>
public enum MqttClientFailure
{
    /// <summary>CONNACK refused; see <see cref="MqttClientException.ConnectReason"/>.</summary>
    Refused,
    ConnectTimedOut,

    /// <summary>The transport could not be opened, broke, or was closed by the server.</summary>
    ConnectionLost,

    /// <summary>The server said DISCONNECT; see <see cref="MqttClientException.DisconnectReason"/>.</summary>
    Disconnected,

    /// <summary>The server sent what the protocol forbids.</summary>
    ProtocolError,

    /// <summary>The client itself was disposed.</summary>
    Closed,
}

/// <summary>The connection of a <see cref="MqttPublisher"/> could not be made, or is over. Connecting anew is the caller's.</summary>
public sealed class MqttClientException : IOException
{
    public MqttClientException(MqttClientFailure failure, string message, Exception? cause = null)
        : base(message, cause) => Failure = failure;

    public MqttClientFailure Failure { get; }

    public ConnectReason? ConnectReason { get; init; }

    public DisconnectReason? DisconnectReason { get; init; }
}
