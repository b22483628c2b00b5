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
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Mqtt;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Ingestion.Tests.Support;

/// <summary>Ingestion behind the real MQTT server on a free port of the loopback, before a log that the test holds.</summary>
internal sealed class Inlet : IAsyncDisposable
{
    public const string Topic = "sectors/agriculture/farm/probe/telemetry";

    private readonly WebApplication _host;

    private Inlet(WebApplication host, IngestionApplication application, HeldLog log, DeviceDirectory directory, int port)
    {
        Application = application;
        _host = host;
        Log = log;
        Directory = directory;
        Port = port;
    }

    public HeldLog Log { get; }

    public static async Task<Inlet> StartAsync(DeviceRegistry registry, IngestionOptions? options = null, CurrentRulebook? rules = null)
    {
        options ??= new IngestionOptions();
        var log = new HeldLog();
        rules ??= new CurrentRulebook(Rulebook.Carried);
        var directory = new DeviceDirectory(registry, rules, options);
        var sparkplug = new SparkplugNodes(options, TimeProvider.System);
        var zigbee = new ZigbeeBridges(options);
        var application = new IngestionApplication(log, directory, rules, sparkplug, zigbee, options, TimeProvider.System);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IMqttApplication>(application);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(sparkplug);
        builder.Services.AddSingleton(zigbee);
        builder.Services.AddMqttServer<IngestionApplication>();
        builder.Services.AddHostedService<SparkplugHost>();
        builder.Services.AddHostedService<ZigbeeRecall>();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseMqtt()));
        var host = builder.Build();
        await host.StartAsync();
        var address = host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        return new Inlet(host, application, log, directory, new Uri(address).Port);
    }

    public IngestionApplication Application { get; }

    public DeviceDirectory Directory { get; }

    public int Port { get; }

    public MqttServer Server => _host.Services.GetRequiredService<MqttServer>();

    /// <param name="user">The user name.</param>
    public Task<MqttPublisher> ConnectAsync(string? user = null) =>
        MqttPublisher.ConnectAsync("127.0.0.1", Port, new MqttPublisherOptions { Version = MqttVersion.V5, UserName = user });

    /// <summary>Publishes one message to a log that is open: the reason of its acknowledgement, and what the log got.</summary>
    public async Task<(PubAckReason Reason, BatchContents Contents)> PublishAsync(string body, string topic = Topic, string? user = null)
    {
        Log.Open();
        await using var publisher = await ConnectAsync(user);
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
