using System.Security.Authentication;
using System.Security.Cryptography;

namespace SmartSectors.Mqtt;

/// <summary>What ended a client's connection.</summary>
public enum MqttClientFailure
{
    /// <summary>CONNACK refused; see <see cref="MqttClientException.ConnectReason"/>.</summary>
    Refused,
    ConnectTimedOut,

    /// <summary>The certificate of the server is not trusted or of another host, ours is not, or a file of them cannot be read.</summary>
    TlsFailed,

    /// <summary>The transport could not be opened, broke, or was closed by the server.</summary>
    ConnectionLost,

    /// <summary>The server said DISCONNECT; see <see cref="MqttClientException.DisconnectReason"/>.</summary>
    Disconnected,

    /// <summary>The server sent what the protocol forbids.</summary>
    ProtocolError,

    /// <summary>A subscription was refused; see the message.</summary>
    NotSubscribed,

    /// <summary>The client itself was disposed.</summary>
    Closed,
}

/// <summary>
/// The connection of a <see cref="MqttPublisher"/> or <see cref="MqttSubscriber"/> could not be made, or is over.
/// Connecting anew is the caller's.
/// </summary>
public sealed class MqttClientException : IOException
{
    public MqttClientException(MqttClientFailure failure, string message, Exception? cause = null)
        : base(message, cause) => Failure = failure;

    public MqttClientFailure Failure { get; }

    public ConnectReason? ConnectReason { get; init; }

    public DisconnectReason? DisconnectReason { get; init; }

    internal static MqttClientException Of(Exception e) => e switch
    {
        MqttClientException known => known,
        MalformedPacketException malformed =>
            new(MqttClientFailure.ProtocolError, $"the MQTT server broke the protocol: {malformed.Reason}", e),
        AuthenticationException or CryptographicException => new(MqttClientFailure.TlsFailed, $"TLS failed: {Innermost(e).Message}", e),
        _ => new(MqttClientFailure.ConnectionLost, $"the MQTT connection was lost: {Innermost(e).Message}", e),
    };

    // "See the inner exception" helps nobody who reads one line of a log.
    private static Exception Innermost(Exception e) => e is AuthenticationException { InnerException: { } inner } ? inner : e;
}
