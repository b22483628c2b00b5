using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmartSectors.Mqtt;

/// <summary>The client's side of a TLS handshake.</summary>
internal static class ClientTls
{
    public static async Task<SslStream> AuthenticateAsync(
        Stream inner, string host, MqttTlsOptions options, CancellationToken cancellationToken)
    {
        var stream = new SslStream(inner, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(Authentication(host, options), cancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="MqttClientException">A file cannot be used.</exception>
    public static SslClientAuthenticationOptions Authentication(string host, MqttTlsOptions options)
    {
        var authentication = new SslClientAuthenticationOptions { TargetHost = host };
        try
        {
            if (options.AuthorityFile is { } authorities) authentication.CertificateChainPolicy = Trusting(authorities);
            if (options.CertificateFile is { } certificate) authentication.ClientCertificateContext = Showing(certificate, options.KeyFile);
            return authentication;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new MqttClientException(MqttClientFailure.TlsFailed, $"a file for TLS cannot be used: {e.Message}", e);
        }
    }

    private static X509ChainPolicy Trusting(string authorityFile)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck, // As SslStream does by default with the machine's authorities.
        };
        policy.CustomTrustStore.ImportFromPemFile(authorityFile);
        return policy;
    }

    private static SslStreamCertificateContext Showing(string certificateFile, string? keyFile)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificateFile, keyFile), chain, offline: true);
    }
}
