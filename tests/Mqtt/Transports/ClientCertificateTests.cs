using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Transports;

public sealed class ClientCertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new("Stranger");

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task The_application_is_told_the_certificate(SslProtocols protocols)
    {
        await using var server = await StartAsync(ClientCertificates.Required);
        using var certificate = _authority.IssueLoaded("station-7");
        using var peer = await TlsPeer.OpenAsync(server.Port, certificate, protocols);
        await peer.ConnectAsync();
        Assert.Equal(protocols, peer.Protocol);
        Assert.Equal(certificate.Thumbprint, (await server.Application.NextRequestAsync()).ClientCertificate!.Thumbprint);
    }

    [Theory]
    [InlineData(ClientCertificates.None, true)]
    [InlineData(ClientCertificates.Optional, true)]
    [InlineData(ClientCertificates.Required, false)]
    public async Task Without_a_certificate_a_client_connects_unless_one_is_required(ClientCertificates clients, bool connects)
    {
        await using var server = await StartAsync(clients);
        Assert.Equal(connects, await ConnectsAsync(server, null));
        if (connects) Assert.Null((await server.Application.NextRequestAsync()).ClientCertificate);
    }

    [Theory]
    [InlineData(ClientCertificates.Optional)]
    [InlineData(ClientCertificates.Required)]
    public async Task A_certificate_of_somebody_else_or_of_yesterday_is_refused(ClientCertificates clients)
    {
        await using var server = await StartAsync(clients);
        using var foreign = _stranger.IssueLoaded("station-7");
        Assert.False(await ConnectsAsync(server, foreign));

        var (certificate, key) = _authority.Issue("late", expired: true);
        using var expired = X509Certificate2.CreateFromPemFile(certificate, key);
        Assert.False(await ConnectsAsync(server, expired));
    }

    /// <summary>TLS 1.3 tells a client that it was refused only after its first bytes.</summary>
    private static async Task<bool> ConnectsAsync(MqttTestServer server, X509Certificate2? certificate)
    {
        try
        {
            using var peer = await TlsPeer.OpenAsync(server.Port, certificate);
            await peer.ConnectAsync();
            return true;
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return false;
        }
    }

    private Task<MqttTestServer> StartAsync(ClientCertificates clients)
    {
        var (certificate, key) = _authority.Issue("server");
        return MqttTestServer.StartAsync(listener: new MqttListener
        {
            Name = "tls",
            Limits = new MqttLimits(),
            Tls = new MqttTls
            {
                CertificateFile = certificate,
                KeyFile = key,
                ClientCertificates = clients,
                ClientAuthorityFile = _authority.CertificateFile,
            },
        });
    }
}
