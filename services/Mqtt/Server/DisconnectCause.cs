namespace SmartSectors.Mqtt;

/// <summary>Why a connection ended. The names are the values of the metric tag <c>cause</c>.</summary>
public enum DisconnectCause
{
    None = 0,

    /// <summary>The client said DISCONNECT.</summary>
    ClientDisconnected,

    /// <summary>The peer closed without saying so, or the transport broke.</summary>
    PeerClosed,

    /// <summary>A malformed packet or a breach of the protocol.</summary>
    Malformed,
    ConnectTimedOut,
    Refused,
    KeepAliveExpired,

    /// <summary>A packet was begun and not finished within <see cref="MqttLimits.PacketTimeout"/>.</summary>
    PacketTimedOut,

    /// <summary>The same client identifier connected anew (MQTT 5.0 §3.1.4).</summary>
    SessionTakenOver,

    /// <summary>The peer left its acknowledgements unread for <see cref="MqttLimits.SendTimeout"/>.</summary>
    AcksNotRead,
    ServerStopping,

    /// <summary>Its queue is full and <see cref="MqttLimits.QueueOverflow"/> says to disconnect.</summary>
    QueueFull,

    /// <summary>Its rights were taken back.</summary>
    RightsRevoked,

    /// <summary>It did not authenticate again when it tried to (MQTT 5.0 §4.12.1).</summary>
    AuthenticationFailed,

    /// <summary>An answer that it asked for is longer than it takes ([MQTT-3.1.2-24]).</summary>
    AnswerTooLarge,

    /// <summary>The application threw.</summary>
    ApplicationFailed,
}

internal static class DisconnectCauses
{
    /// <summary>What a MQTT 5.0 client is told; null where there is nobody left to tell.</summary>
    public static DisconnectReason? Tell(this DisconnectCause cause, MalformedReason? malformed) => cause switch
    {
        DisconnectCause.Malformed => malformed?.Disconnect() ?? DisconnectReason.UnspecifiedError,
        DisconnectCause.KeepAliveExpired => DisconnectReason.KeepAliveTimeout,
        DisconnectCause.SessionTakenOver => DisconnectReason.SessionTakenOver,
        DisconnectCause.ServerStopping => DisconnectReason.ServerShuttingDown,
        DisconnectCause.QueueFull => DisconnectReason.QuotaExceeded,
        DisconnectCause.RightsRevoked or DisconnectCause.AuthenticationFailed => DisconnectReason.NotAuthorized,
        DisconnectCause.AnswerTooLarge => DisconnectReason.PacketTooLarge,
        DisconnectCause.ApplicationFailed => DisconnectReason.ImplementationSpecificError,
        _ => null,
    };
}
