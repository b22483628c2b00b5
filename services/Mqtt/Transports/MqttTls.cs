using System.Security.Cryptography;

namespace SmartSectors.Mqtt;

/// <summary>
/// TLS 1.2 or 1.3 of a listener, by PEM files. They are looked at again every few seconds while clients connect: new
/// connections get a renewed certificate, and the open ones stay.
/// </summary>
public sealed record MqttTls
{
    /// <summary>The server's certificate, first, and the intermediate ones that clients need.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>The private key of the first certificate, without a password.</summary>
    public required string KeyFile { get; init; }

    public ClientCertificates ClientCertificates { get; init; } = ClientCertificates.None;

    /// <summary>
    /// The authorities whose certificates clients may have; needed when clients are asked for one. Nobody else is
    /// trusted, also not the machine's own authorities, and no address that a certificate names is asked.
    /// </summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>What keeps the files from being used now; null when nothing does.</summary>
    public string? FindError()
    {
        try
        {
            TlsFiles.Read(this).ToOptions(ClientCertificates);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return e.Message;
        }
    }
}

/// <summary>Whether a client proves who it is when the connection is made (mutual TLS).</summary>
public enum ClientCertificates
{
    /// <summary>Clients are not asked for a certificate.</summary>
    None,

    /// <summary>A client may have none; one that it has must be valid.</summary>
    Optional,

    /// <summary>Without a valid certificate there is no connection.</summary>
    Required,
}
