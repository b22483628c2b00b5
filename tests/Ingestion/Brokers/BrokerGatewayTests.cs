using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Ingestion.Brokers;
using SmartSectors.Ingestion.Tests.Support;
using SmartSectors.Mqtt;
using SmartSectors.Mqtt.Tests.RealPeers;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Ingestion.Tests.Brokers;

/// <summary>Gateways that publish to a Mosquitto that the platform reads from.</summary>
public sealed class BrokerGatewayTests(RegistryFolder folder) : IClassFixture<RegistryFolder>, IDisposable
{
    private readonly DirectoryInfo _data = System.IO.Directory.CreateTempSubdirectory("brokers-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Their_readings_are_taken_and_an_edge_node_is_asked_for_its_rebirth_there()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        await using var inlet = await Inlet.StartAsync(folder.Registry);
        inlet.Log.Open();
        var broker = new BrokerOptions { Host = "127.0.0.1", Port = mosquitto.Port, Topics = ["senml/#", "spBv1.0/#"] };
        var reader = new BrokerReader(broker, BrokerSessions.Load(_data.FullName), inlet.Application.ReceiverOf, TimeProvider.System, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var reading = reader.RunAsync(stop.Token);
        await Deadline.Until(() => reader.Status.Connected);

        var node = new EdgeNode();
        await using var subscriber = await MqttSubscriber.ConnectAsync(
            "127.0.0.1", mosquitto.Port, new MqttSubscriberOptions { ClientId = "plc-1" }, new MqttSubscriberSession(), node, TimeProvider.System, CancellationToken.None);
        await subscriber.SubscribeAsync([("spBv1.0/factory/NCMD/plc-1", new SubscriptionOptions(QualityOfService.AtMostOnce))]);
        await using var publisher = await MqttPublisher.ConnectAsync("127.0.0.1", mosquitto.Port, new MqttPublisherOptions()).InTime();
        await Inlet.PublishAsync(publisher, """[{"n":"soil_temp","u":"Cel","v":27.4}]""", "senml/probe").InTime();
        await publisher.PublishAsync("spBv1.0/factory/NDATA/plc-1"u8.ToArray(), new byte[] { 0x12, 4, 0x10, 7, 0x20, 10, 0x18, 5 }, QualityOfService.AtLeastOnce).InTime();

        await Deadline.Until(() => node.Commands.Contains("spBv1.0/factory/NCMD/plc-1"));
        Assert.Equal([27.4], inlet.Log.Durable.SelectMany(contents => contents.Samples).Single().Values);
        await stop.CancelAsync();
        await reading.InTime();
    }

    private sealed class EdgeNode : ISubscriptionReceiver
    {
        public ConcurrentQueue<string> Commands { get; } = new();

        public void Receive(in PublishPacket packet, bool isCut) => Commands.Enqueue(Encoding.UTF8.GetString(packet.Topic));

        public ValueTask EndReadAsync(IDeferredAcks acks, CancellationToken cancellationToken)
        {
            acks.Complete();
            return ValueTask.CompletedTask;
        }
    }
}
