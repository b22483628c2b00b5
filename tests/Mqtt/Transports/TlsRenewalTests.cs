using System.Security.Authentication;
using System.Security.Cryptography;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Transports;

public sealed class TlsRenewalTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_renewed_certificate_serves_new_connections_and_the_open_ones_stay()
    {
        var (certificate, key) = _authority.Issue("server");
        await using var server = await StartAsync(new MqttTls { CertificateFile = certificate, KeyFile = key });
        using var old = await TlsPeer.OpenAsync(server.Port);
        await old.ConnectAsync();

        _authority.Issue("server");
        _time.Advance(TimeSpan.FromSeconds(6));
        using var young = await TlsPeer.OpenAsync(server.Port);
        Assert.NotEqual(old.ServerCertificate.Thumbprint, young.ServerCertificate.Thumbprint);
        await old.PingAsync();
    }

    [Fact]
    public async Task Files_that_do_not_fit_together_yet_change_nothing_until_they_do()
    {
        var (certificate, key) = _authority.Issue("server");
        await using var server = await StartAsync(new MqttTls { CertificateFile = certificate, KeyFile = key });
        var before = await ThumbprintAsync(server);

        var (newCertificate, newKey) = _authority.Issue("next");
        File.Copy(newCertificate, certificate, overwrite: true);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(before, await ThumbprintAsync(server));
        File.Delete(key);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(before, await ThumbprintAsync(server));

        File.Copy(newKey, key);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.NotEqual(before, await ThumbprintAsync(server));
    }

    [Fact]
    public async Task A_client_authority_that_is_taken_away_is_trusted_no_more()
    {
        using var other = new TestAuthority("Other authority");
        using var client = _authority.IssueLoaded("station-7");
        var (certificate, key) = _authority.Issue("server");
        var authorities = _authority.Write("authorities.pem", File.ReadAllText(_authority.CertificateFile) + "\n" + File.ReadAllText(other.CertificateFile));
        await using var server = await StartAsync(new MqttTls
        {
            CertificateFile = certificate,
            KeyFile = key,
            ClientCertificates = ClientCertificates.Required,
            ClientAuthorityFile = authorities,
        });
        using (var peer = await TlsPeer.OpenAsync(server.Port, client)) await peer.ConnectAsync();

        File.Copy(other.CertificateFile, authorities, overwrite: true);
        _time.Advance(TimeSpan.FromSeconds(6));
        using var late = await TlsPeer.OpenAsync(server.Port, client);
        await Assert.ThrowsAnyAsync<IOException>(() => late.ConnectAsync());
    }

    [Fact]
    public void Files_that_are_wrong_at_the_start_are_told_then()
    {
        var (certificate, key) = _authority.Issue("server");
        var (_, otherKey) = _authority.Issue("other");
        Assert.ThrowsAny<CryptographicException>(() => TlsFiles.Read(new MqttTls { CertificateFile = certificate, KeyFile = otherKey }).ToOptions(ClientCertificates.None));
        Assert.ThrowsAny<CryptographicException>(() => TlsFiles.Read(new MqttTls { CertificateFile = key, KeyFile = key }).ToOptions(ClientCertificates.None));
        Assert.ThrowsAny<CryptographicException>(() => TlsFiles.Read(new MqttTls { CertificateFile = certificate, KeyFile = key }).ToOptions(ClientCertificates.Required));
    }

    private static async Task<string> ThumbprintAsync(MqttTestServer server)
    {
        using var peer = await TlsPeer.OpenAsync(server.Port, protocols: SslProtocols.Tls12);
        return peer.ServerCertificate.Thumbprint;
    }

    private Task<MqttTestServer> StartAsync(MqttTls tls) =>
        MqttTestServer.StartAsync(time: _time, listener: new MqttListener { Name = "tls", Limits = new MqttLimits(), Tls = tls });
}
