using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Mqtt;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Tests.Support;

/// <summary>Ingestion behind the real MQTT server on a free port of the loopback, before a log that the test holds.</summary>
internal sealed class Inlet : IAsyncDisposable
{
    public const string Topic = "sectors/agriculture/farm/probe/telemetry";

    private readonly WebApplication _host;
    private readonly int _port;

    private Inlet(WebApplication host, HeldLog log, int port)
    {
        _host = host;
        _port = port;
        Log = log;
    }

    public HeldLog Log { get; }

    public static async Task<Inlet> StartAsync(DeviceRegistry registry, IngestionOptions? options = null)
    {
        options ??= new IngestionOptions();
        var log = new HeldLog();
        var schemes = SchemeCatalog.Load();
        var application = new IngestionApplication(log, new DeviceDirectory(registry, schemes, options), schemes, options, TimeProvider.System);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IMqttApplication>(application);
        builder.Services.AddMqttServer<IngestionApplication>();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseMqtt()));
        var host = builder.Build();
        await host.StartAsync();
        var address = host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return new Inlet(host, log, new Uri(address).Port);
    }

    public Task<MqttPublisher> ConnectAsync() =>
        MqttPublisher.ConnectAsync("127.0.0.1", _port, new MqttPublisherOptions { Version = MqttVersion.V5 });

    /// <summary>Publishes one message to a log that is open: the reason of its acknowledgement, and what the log got.</summary>
    public async Task<(PubAckReason Reason, BatchContents Contents)> PublishAsync(string body, string topic = Topic)
    {
        Log.Open();
        await using var publisher = await ConnectAsync();
        var reason = await PublishAsync(publisher, body, topic).WaitAsync(TimeSpan.FromSeconds(30));
        return (reason, Assert.Single(Log.Durable));
    }

    public static Task<PubAckReason> PublishAsync(MqttPublisher publisher, string body, string topic = Topic) =>
        publisher.PublishAsync(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(body), QualityOfService.AtLeastOnce);

    public async ValueTask DisposeAsync()
    {
        Log.Open();
        await _host.DisposeAsync();
        Log.Dispose();
    }
}
