namespace SmartSectors.Mqtt;

/// <summary>
/// TLS of a client. The files are read at each connect, so that renewed ones are taken without a restart. The server's
/// certificate must be valid for the host that is connected to; nothing turns that off.
/// </summary>
public sealed record MqttTlsOptions
{
    /// <summary>PEM with the authorities that are trusted, and no others; null trusts those of the machine.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>PEM with the client's certificate and what leads to its authority; null sends none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM with the key of <see cref="CertificateFile"/>; null when it is in the same file.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Why these files cannot be used, in a sentence without its end; null when they can, as of now.</summary>
    public string? FindProblem()
    {
        try
        {
            ClientTls.Authentication("", this);
            return null;
        }
        catch (MqttClientException e)
        {
            return e.Message;
        }
    }
}
