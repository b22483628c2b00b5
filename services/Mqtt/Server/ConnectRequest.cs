using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace SmartSectors.Mqtt;

/// <summary>Who asks to connect, and how.</summary>
public sealed record ConnectRequest
{
    /// <summary>The client's own identifier, or the one the server assigned when it had none.</summary>
    public required string ClientId { get; init; }

    public required MqttVersion Version { get; init; }

    /// <summary>Null when the client sent none.</summary>
    public string? UserName { get; init; }

    /// <summary>The password as sent (any bytes); null when there is none.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>The listener it came in by; never an open one, for there the application is not asked.</summary>
    public required MqttListener Listener { get; init; }

    /// <summary>The certificate the client proved to own; null without mutual TLS. It is disposed with the connection.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Null when the transport has none.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>In the order sent, names may repeat; empty in MQTT 3.1.1.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> UserProperties { get; init; } = [];
}
