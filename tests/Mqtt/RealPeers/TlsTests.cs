using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.RealPeers;

/// <summary>Under TLS the output is written by the thread that flushes, and flushes wait: another path than bare TCP.</summary>
public sealed class TlsTests
{
    private const int Messages = 200;

    [Theory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Mosquitto_pub_publishes_many_messages_over_TLS(string version)
    {
        using var certificate = SelfSigned();
        var authority = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(authority, certificate.ExportCertificatePem());
            await using var server = await MqttTestServer.StartAsync(certificate: certificate);
            using var process = DebianProgram.Start(
                "mosquitto_pub", "mosquitto-clients",
                "-h", "127.0.0.1", "-p", $"{server.Port}", "--cafile", authority, "-V", version, "-q", "1", "-t", "t", "-m", "x", "--repeat", $"{Messages}");
            var error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().InTime();

            Assert.True(process.ExitCode == 0, await error);
            for (var message = 0; message < Messages; message++) Assert.Equal("x", (await server.Application.NextMessageAsync()).Payload);
            Assert.Equal(DisconnectCause.ClientDisconnected, await server.Application.NextDetachedAsync());
        }
        finally
        {
            File.Delete(authority);
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var today = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(today.AddDays(-1), today.AddDays(1));
    }
}
