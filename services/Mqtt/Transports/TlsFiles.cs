using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmartSectors.Mqtt;

/// <summary>One reading of a listener's PEM files, and what a handshake makes of it.</summary>
internal sealed class TlsFiles
{
    private readonly byte[] _certificate;
    private readonly byte[] _key;
    private readonly byte[] _authority;

    private TlsFiles(byte[] certificate, byte[] key, byte[] authority)
    {
        _certificate = certificate;
        _key = key;
        _authority = authority;
    }

    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static TlsFiles Read(MqttTls tls) => new(
        File.ReadAllBytes(tls.CertificateFile),
        File.ReadAllBytes(tls.KeyFile),
        tls.ClientAuthorityFile is { } file ? File.ReadAllBytes(file) : []);

    // By their bytes: times of change are coarse, and a link to another folder does not show in them.
    public bool Same(TlsFiles other) =>
        _certificate.AsSpan().SequenceEqual(other._certificate)
        && _key.AsSpan().SequenceEqual(other._key)
        && _authority.AsSpan().SequenceEqual(other._authority);

    /// <exception cref="CryptographicException">They are no certificates, or the key is another one's.</exception>
    public SslServerAuthenticationOptions ToOptions(ClientCertificates clients)
    {
        var asks = clients is not ClientCertificates.None;
        return new SslServerAuthenticationOptions
        {
            // None rather than HTTP's: clients offer mqtt or a vendor's name, and an answer is nobody's condition.
            ApplicationProtocols = [],
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ServerCertificateContext = ServerCertificate(),
            ClientCertificateRequired = asks,
            CertificateChainPolicy = asks ? ClientPolicy() : null,
            RemoteCertificateValidationCallback = clients switch
            {
                ClientCertificates.Required => static (_, _, _, errors) => errors is SslPolicyErrors.None,
                ClientCertificates.Optional => static (_, certificate, _, errors) => errors is SslPolicyErrors.None || certificate is null,
                _ => null,
            },

            // A resumed session would bring a certificate that was valid when the session was made.
            AllowTlsResume = !asks,
        };
    }

    private SslStreamCertificateContext ServerCertificate()
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(Encoding.UTF8.GetString(_certificate));
        if (chain.Count == 0) throw new CryptographicException("there is no certificate in it");

        chain.RemoveAt(0);
        return SslStreamCertificateContext.Create(WithKey(), chain, offline: true);
    }

    private X509Certificate2 WithKey()
    {
        try
        {
            return X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(_certificate), Encoding.UTF8.GetString(_key));
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("the key is not the certificate's", e);
        }
    }

    private X509ChainPolicy ClientPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,

            // Otherwise a stranger's certificate would make the server ask any address that stands in it.
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.ImportFromPem(Encoding.UTF8.GetString(_authority));
        if (policy.CustomTrustStore.Count == 0) throw new CryptographicException("there is no certificate of an authority");
        return policy;
    }
}
