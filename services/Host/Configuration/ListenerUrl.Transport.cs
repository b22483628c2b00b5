using System.Collections.Immutable;
using System.Net;
using SmartSectors.Mqtt;

namespace SmartSectors.Host.Configuration;

// What stands between the socket and MQTT: TLS and the PROXY protocol.
internal sealed partial class ListenerUrl
{
    private MqttTls? ReadTls(string scheme)
    {
        if (scheme == Plain)
        {
            foreach (var name in new[] { "certificate", "certificate-key", "client-certificates", "client-ca" })
            {
                if (Text(name) is not null) wrong($"{name}: it needs TLS: {Tls}://");
            }

            return null;
        }

        var (certificate, key) = (ReadFile("certificate") ?? defaults.CertificateFile, ReadFile("certificate-key") ?? defaults.CertificateKeyFile);
        if (certificate is null) wrong("certificate: TLS needs one; it and certificate-key name PEM files, or the settings Certificate and CertificateKey do");
        else if (key is null) wrong("certificate-key: the certificate needs its key, a PEM file");

        var clients = ReadWord("client-certificates", ClientCertificates.None);
        var authority = ReadFile("client-ca");
        if (clients is not ClientCertificates.None && Text("client-ca") is null) wrong("client-ca: client certificates need the file of the authorities that issue them");
        if (clients is ClientCertificates.None && authority is not null) wrong("client-certificates: client-ca has no effect while clients are not asked; it may be optional or required");
        if (certificate is null || key is null || clients is not ClientCertificates.None && authority is null) return null;

        var tls = new MqttTls { CertificateFile = certificate, KeyFile = key, ClientCertificates = clients, ClientAuthorityFile = authority };
        if (tls.FindError() is { } error) wrong($"certificate: {error}");
        return tls;
    }

    private ProxyProtocol? ReadProxy()
    {
        var texts = Text("trusted-proxies")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        var trusted = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var text in texts)
        {
            if (TryParseNetwork(text, out var network)) trusted.Add(network);
            else wrong($"trusted-proxies: '{text}' is no address and no network such as 10.0.0.0/8");
        }

        var isOn = ReadWord("proxy", Switch.Off) is Switch.On;
        if (isOn && texts.Length == 0) wrong("trusted-proxies: proxy=on needs the addresses of the load balancers, for anybody else could claim to be anybody");
        if (!isOn && texts.Length > 0) wrong("proxy: trusted-proxies has no effect without proxy=on");
        return isOn ? new ProxyProtocol { TrustedProxies = trusted.ToImmutable() } : null;
    }

    private static bool TryParseNetwork(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network)) return true;
        if (!IPAddress.TryParse(text, out var address)) return false;
        network = new IPNetwork(address, 8 * address.GetAddressBytes().Length);
        return true;
    }

    private enum Switch { Off, On }
}
