using Microsoft.AspNetCore.Http;

namespace SmartSectors.Mqtt.Tests.Transports;

public sealed class WebSocketOriginsTests
{
    [Theory]
    [InlineData("localhost:8080", "http://localhost:8080", true)]
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:8080", true)]
    [InlineData("[::1]:8080", "http://[::1]:8080", true)]
    [InlineData("127.0.0.1", "https://127.0.0.1", true)] // TLS ended before the server
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:9090", false)] // another server of this machine
    [InlineData("127.0.0.1:8080", "http://localhost:8080", false)]
    [InlineData("127.0.0.1:8080", "http://evil.example", false)]
    [InlineData("127.0.0.1:8080", "http://evil.example/127.0.0.1:8080", false)]
    [InlineData("127.0.0.1:8080", "http://evil.example#://127.0.0.1:8080", false)]
    [InlineData("evil.example:8080", "http://evil.example:8080", false)] // its name was pointed here
    [InlineData("localhost.evil.example", "http://localhost.evil.example", false)]
    [InlineData("127.0.0.1:8080", "null", false)] // a sandboxed frame
    [InlineData("127.0.0.1:8080", "", false)]
    [InlineData("127.0.0.1:8080", "file://127.0.0.1:8080", false)]
    [InlineData("evil.example", "https://ops.example.vn", true)] // listed
    [InlineData("ops.example.vn", "HTTPS://OPS.example.vn", true)]
    [InlineData("ops.example.vn", "https://ops.example.vn:444", false)]
    public void A_page_may_connect_when_it_is_listed_or_of_this_port_by_address(string host, string origin, bool allowed) =>
        Assert.Equal(allowed, Allow(host, origin));

    [Fact]
    public void A_program_without_an_origin_may_connect_and_two_origins_may_not()
    {
        Assert.True(Allow("127.0.0.1:8080"));
        Assert.False(Allow("127.0.0.1:8080", "http://127.0.0.1:8080", "http://evil.example"));
    }

    private static bool Allow(string host, params string[] origins)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString(host);
        if (origins.Length > 0) request.Headers.Origin = origins;
        return new WebSocketOrigins(["https://ops.example.vn"]).Allow(request);
    }
}
