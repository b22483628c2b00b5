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
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("server");
        await using var server = await StartAsync(new MqttTls { CertificateFile = certificate, KeyFile = key });

        Assert.Equal((0, ""), await PublishAsync(
            server, "--cafile", authority.CertificateFile, "-V", version, "-q", "1", "-t", "t", "-m", "x", "--repeat", $"{Messages}"));
        for (var message = 0; message < Messages; message++) Assert.Equal("x", (await server.Application.NextMessageAsync()).Payload);
        Assert.Equal(DisconnectCause.ClientDisconnected, await server.Application.NextDetachedAsync());
    }

    [Fact]
    public async Task Mosquitto_pub_proves_who_it_is_by_a_certificate_and_is_refused_without_one()
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("server");
        var (clientCertificate, clientKey) = authority.Issue("station-7");
        await using var server = await StartAsync(new MqttTls
        {
            CertificateFile = certificate,
            KeyFile = key,
            ClientCertificates = ClientCertificates.Required,
            ClientAuthorityFile = authority.CertificateFile,
        });
        string[] publish = ["--cafile", authority.CertificateFile, "-q", "1", "-t", "t", "-m", "x"];

        Assert.Equal((0, ""), await PublishAsync(server, [.. publish, "--cert", clientCertificate, "--key", clientKey]));
        Assert.Equal("CN=station-7", (await server.Application.NextRequestAsync()).ClientCertificate!.Subject);
        Assert.NotEqual(0, (await PublishAsync(server, publish)).ExitCode);
    }

    [Theory]
    [InlineData("-tls1_3", 0)]
    [InlineData("-tls1_2", 0)]
    [InlineData("-tls1_1", 1)]
    [InlineData("-alpn", 0, "mqtt")]
    [InlineData("-alpn", 0, "x-amzn-mqtt-ca")]
    public async Task Openssl_agrees_on_TLS_1_2_or_1_3_whatever_application_protocol_it_offers(string option, int exitCode, params string[] value)
    {
        using var authority = new TestAuthority();
        var (certificate, key) = authority.Issue("server");
        await using var server = await StartAsync(new MqttTls { CertificateFile = certificate, KeyFile = key });

        Assert.Equal(exitCode, (await RunAsync(
            "openssl", "openssl",
            ["s_client", "-connect", $"127.0.0.1:{server.Port}", "-CAfile", authority.CertificateFile, "-verify_return_error", "-cipher", "DEFAULT@SECLEVEL=0", option, .. value])).ExitCode);
    }

    private static Task<MqttTestServer> StartAsync(MqttTls tls) =>
        MqttTestServer.StartAsync(listener: new MqttListener { Name = "tls", Limits = new MqttLimits(), Tls = tls });

    private static Task<(int ExitCode, string Error)> PublishAsync(MqttTestServer server, params string[] arguments) =>
        RunAsync("mosquitto_pub", "mosquitto-clients", ["-h", "127.0.0.1", "-p", $"{server.Port}", .. arguments]);

    private static async Task<(int ExitCode, string Error)> RunAsync(string program, string package, string[] arguments)
    {
        using var process = DebianProgram.Start(program, package, arguments);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().InTime();
        await output;
        return (process.ExitCode, await error);
    }
}
