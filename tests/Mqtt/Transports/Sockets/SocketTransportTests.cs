using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Mqtt.Tests.Transports.Sockets;

public class SocketTransportTests
{
    [Fact]
    public async Task An_MQTT_endpoint_has_it_and_an_HTTP_endpoint_beside_does_not()
    {
        await using var server = await MqttTestServer.StartAsync();
        using var peer = await server.ConnectAsync();

        Assert.StartsWith("mqtt-", (await server.Application.NextConnectionAsync()).Id, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HTTP_is_served_whichever_of_Kestrel_and_MQTT_is_registered_first(bool kestrelFirst)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        if (kestrelFirst) builder.WebHost.UseKestrelCore();
        builder.Services.AddMqttServer<RecordingApplication>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var host = builder.Build();
        host.Run(context => context.Response.WriteAsync(context.Features.GetRequiredFeature<IConnectionIdFeature>().ConnectionId));
        await host.StartAsync();
        var address = host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        using var client = new HttpClient();

        var id = await client.GetStringAsync(new Uri(address)).InTime();

        Assert.DoesNotContain("mqtt-", id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_told_as_Kestrel_tells_it()
    {
        var transport = new SocketTransport(TimeProvider.System);
        await using var first = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));

        await Assert.ThrowsAsync<AddressInUseException>(async () => await transport.BindAsync(first.EndPoint));
    }

    [Fact]
    public async Task Unbinding_ends_the_wait_for_connections()
    {
        var listener = await new SocketTransport(TimeProvider.System).BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        var accept = listener.AcceptAsync().AsTask();

        await listener.UnbindAsync();

        Assert.Null(await accept.InTime());
    }

    [Fact]
    public async Task Both_ends_are_known()
    {
        await using var pair = await SocketPair.OpenAsync();

        Assert.Equal(pair.Peer.LocalEndPoint, pair.Connection.RemoteEndPoint);
        Assert.Equal(pair.Peer.RemoteEndPoint, pair.Connection.LocalEndPoint);
    }

    [Fact]
    public async Task Features_are_its_own_until_somebody_sets_others()
    {
        await using var pair = await SocketPair.OpenAsync();
        var features = pair.Connection.Features;
        Assert.Equal(pair.Connection.ConnectionId, features.Get<IConnectionIdFeature>()!.ConnectionId);
        Assert.Null(features.Get<IConnectionUserFeature>());

        var user = new UserFeature();
        features.Set<IConnectionUserFeature>(user);
        Assert.Same(user, features.Get<IConnectionUserFeature>());

        features.Set<IConnectionUserFeature>(null);
        Assert.Null(features.Get<IConnectionUserFeature>());
        Assert.Same(pair.Connection.Socket, features.Get<IConnectionSocketFeature>()!.Socket);
        Assert.Equal(6, features.Count());
    }

    private sealed class UserFeature : IConnectionUserFeature
    {
        public System.Security.Claims.ClaimsPrincipal? User { get; set; }
    }
}
