using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SmartSectors.Mqtt.Tests.Support;

/// <summary>An authority with the files that TLS needs, in a folder of its own.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset _today = TimeProvider.System.GetUtcNow();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartsectors-tls-");
    private readonly X509Certificate2 _root;

    public TestAuthority(string name = "Test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _root = request.CreateSelfSigned(_today.AddDays(-2), _today.AddDays(2));
        CertificateFile = Write("ca.pem", _root.ExportCertificatePem());
    }

    public string CertificateFile { get; }

    /// <summary>A certificate for 127.0.0.1 or a client, and its key; files of the same name are written over.</summary>
    public (string CertificateFile, string KeyFile) Issue(string name, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            _root, _today.AddDays(-2), expired ? _today.AddDays(-1) : _today.AddDays(1), RandomNumberGenerator.GetBytes(16));
        return (Write($"{name}.pem", certificate.ExportCertificatePem()), Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>For .NET's own clients.</summary>
    public X509Certificate2 IssueLoaded(string name)
    {
        var (certificate, key) = Issue(name);
        return X509Certificate2.CreateFromPemFile(certificate, key);
    }

    public string Write(string file, string text)
    {
        var path = Path.Combine(_folder.FullName, file);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Delete(recursive: true);
    }
}
