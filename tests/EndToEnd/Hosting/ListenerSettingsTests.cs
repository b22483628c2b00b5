using System.Net;
using Microsoft.Extensions.Configuration;
using SmartSectors.Host.Configuration;
using SmartSectors.Mqtt;

namespace SmartSectors.EndToEnd.Tests.Hosting;

public sealed class ListenerSettingsTests
{
    [Theory]
    [InlineData("mqtt://127.0.0.1:1884", "127.0.0.1", 1884)]
    [InlineData("mqtt://0.0.0.0", "0.0.0.0", 1883)]
    [InlineData("mqtt://[::]:0", "::", 0)]
    [InlineData("mqtt://[2001:db8::1]", "2001:db8::1", 1883)]
    [InlineData("mqtt://localhost:1884", "127.0.0.1", 1884)]
    [InlineData("mqtt://localhost", "127.0.0.1", 1883)]
    public void A_listener_has_an_address_and_a_port(string url, string address, int port)
    {
        var listener = Only(url);
        Assert.Equal(new IPEndPoint(IPAddress.Parse(address), port), listener.EndPoint);
        Assert.Equal(ListenerAccess.Application, listener.Mqtt.Access);
        Assert.Null(listener.Mqtt.Tls);
        Assert.Null(listener.Mqtt.Proxy);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1884")]
    [InlineData("127.0.0.1:1884")]
    [InlineData("mqtt://1884")]
    [InlineData("mqtt://:1884")]
    [InlineData("mqtt://::1:1884")]
    [InlineData("mqtt://127.0.0.1:99999")]
    [InlineData("mqtt://127.0.0.1:")]
    [InlineData("mqtt://broker.example:1884")]
    [InlineData("mqtt://127.0.0.1:1884/path")]
    public void What_is_no_address_is_told(string url) => Assert.StartsWith(
        $"SmartSectors:Listeners (--listener): {url}: ", Assert.Single(Errors(url)), StringComparison.Ordinal);

    [Fact]
    public void An_open_listener_may_deny_topics_with_their_wildcards_as_they_are()
    {
        var listener = Only("mqtt://127.0.0.1:1884?access=open&deny=test/nosubscribe&deny=secret/+/#&deny=a%20b").Mqtt;
        Assert.Equal(ListenerAccess.Open, listener.Access);
        Assert.Equal(["test/nosubscribe", "secret/+/#", "a b"], listener.DeniedTopics);
    }

    [Fact]
    public void Proxies_are_networks_and_addresses()
    {
        var proxy = Only("mqtt://0.0.0.0:1884?proxy=on&trusted-proxies=10.0.0.0/8,192.0.2.1,2001:db8::/32").Mqtt.Proxy!;
        Assert.Equal(["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32"], proxy.TrustedProxies.Select(network => network.ToString()));
    }

    [Fact]
    public void Every_limit_is_a_parameter_and_a_listener_s_own_wins_over_the_server_s()
    {
        var (options, errors) = Read(
            ("Listeners", "mqtt://127.0.0.1:1884?max-keep-alive=60s&queue-overflow=drop-newest&max-queued-bytes=5000000000 mqtt://127.0.0.1:1885"),
            ("MqttLimits:MaxKeepAlive", "5m"), ("MqttLimits:maxsessions", "77"), ("MqttLimits:MaxSessionExpiry", "0"));

        Assert.Empty(errors);
        Assert.Equal(77, options.MqttLimits.MaxSessions);
        Assert.Equal(TimeSpan.Zero, options.MqttLimits.MaxSessionExpiry);
        var (own, inherited) = (options.Listeners[0].Mqtt.Limits, options.Listeners[1].Mqtt.Limits);
        Assert.Equal((TimeSpan.FromSeconds(60), QueueOverflow.DropNewest, 5_000_000_000), (own.MaxKeepAlive, own.QueueOverflow, own.MaxQueuedBytes));
        Assert.Equal((TimeSpan.FromMinutes(5), QueueOverflow.DropOldest), (inherited.MaxKeepAlive, inherited.QueueOverflow));
        Assert.Equal(TimeSpan.Zero, own.MaxSessionExpiry);
    }

    [Fact]
    public void All_limits_are_read_as_they_are_written()
    {
        var limits = LimitProperties.OfListener.ToDictionary(limit => limit, limit => LimitProperties.Format(limit.GetValue(new MqttLimits())!));
        var url = "mqtt://127.0.0.1:1884?" + string.Join('&', limits.Select(limit => $"{LimitProperties.ParameterOf(limit.Key)}={limit.Value}"));
        Assert.Equal(limits.Values, LimitProperties.OfListener.Select(limit => LimitProperties.Format(limit.GetValue(Only(url).Mqtt.Limits)!)));
    }

    [Fact]
    public void Every_error_is_told_with_its_parameter()
    {
        var errors = Errors(
            "mqtt://nowhere?access=ajar&deny=a/#/b&max-keep-alive=soon&max-in-flight=70000&max-packet-size-bytes=1&queue-overflow=DropOldest"
            + "&client-certificates=required&proxy=on&max-connections=5&max-connections=6&colour=blue");

        Assert.Equal(12, errors.Count);
        foreach (var name in new[]
        {
            "'nowhere'", "access", "deny: it is for", "deny: 'a/#/b'", "max-keep-alive", "max-in-flight", "max-packet-size-bytes", "queue-overflow",
            "client-certificates", "trusted-proxies", "max-connections: it is given twice", "colour",
        })
        {
            Assert.Single(errors, error => error.Contains($": {name}", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("mqtts://127.0.0.1:8884", "certificate: TLS needs one")]
    [InlineData("mqtts://127.0.0.1:8884?certificate=/nowhere.pem", "certificate: there is no file")]
    [InlineData("mqtts://127.0.0.1:8884?client-certificates=required", "client-ca: client certificates need")]
    [InlineData("mqtt://127.0.0.1:8884?trusted-proxies=10.0.0.0/8", "proxy: trusted-proxies has no effect")]
    [InlineData("mqtt://127.0.0.1:8884?proxy=on&trusted-proxies=10.0.0.0/33", "trusted-proxies: '10.0.0.0/33'")]
    [InlineData("mqtt://127.0.0.1:8884?access=open&deny=$share/g/a", "deny: '$share/g/a'")]
    public void What_belongs_together_is_asked_for(string url, string error) =>
        Assert.Contains(Errors(url), told => told.Contains(error, StringComparison.Ordinal));

    [Fact]
    public void A_file_that_holds_no_certificate_is_told_before_anything_starts()
    {
        var file = typeof(ListenerSettingsTests).Assembly.Location;
        Assert.Contains("certificate: ", Assert.Single(Errors($"mqtts://127.0.0.1:8884?certificate={file}&certificate-key={file}")), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_that_there_are_not_and_wrong_ones_are_told()
    {
        var (_, errors) = Read(("MqttLimits:MaxSesions", "5"), ("MqttLimits:MaxSessions", "0"), ("MqttLimits:ConnectTimeout", "10"), ("Listeners", "mqtt://127.0.0.1:1884"));
        Assert.Equal(3, errors.Count);
        foreach (var name in new[] { "MaxSesions", "MaxSessions", "ConnectTimeout" })
        {
            Assert.Single(errors, error => error.StartsWith($"SmartSectors:MqttLimits:{name}: ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Two_listeners_on_one_port_are_an_error() =>
        Assert.Contains("1883", Assert.Single(Errors("mqtt://0.0.0.0:1883")), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://ops.example.vn", 0)]
    [InlineData("http://localhost:5173", 0)]
    [InlineData("https://ops.example.vn/", 1)]
    [InlineData("https://ops.example.vn/page", 1)]
    [InlineData("ops.example.vn", 1)]
    [InlineData("*", 1)]
    public void Origins_are_those_that_browsers_send(string origin, int errors) => Assert.Equal(errors, Read(("AllowedOrigins:0", origin)).Errors.Count);

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("60s", 60_000)]
    [InlineData("20m", 1_200_000)]
    [InlineData("12h", 43_200_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("0", 0)]
    public void A_duration_is_a_number_and_a_unit(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
        Assert.True(Duration.TryParse(Duration.Format(duration), out var again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("60")]
    [InlineData("60 s")]
    [InlineData("-60s")]
    [InlineData("1.5h")]
    [InlineData("60S")]
    [InlineData("99999999999d")]
    [InlineData("9999999999999999999999s")]
    public void Anything_else_is_no_duration(string text) => Assert.False(Duration.TryParse(text, out _));

    private static ListenerOptions Only(string url)
    {
        var (options, errors) = Read(("Mqtt", "0"), ("Listeners", url));
        Assert.Empty(errors);
        return Assert.Single(options.Listeners);
    }

    private static IReadOnlyList<string> Errors(string url) => Read(("Listeners:0", url)).Errors;

    private static (PlatformOptions Options, IReadOnlyList<string> Errors) Read(params (string Name, string Value)[] settings) =>
        PlatformSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"SmartSectors:{setting.Name}", (string?)setting.Value)))
            .Build());
}
