using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Ingestion.Brokers;
using SmartSectors.Mqtt;
using SmartSectors.Mqtt.Tests.RealPeers;
using SmartSectors.Mqtt.Tests.Support;

namespace SmartSectors.Ingestion.Tests.Brokers;

public sealed class BrokerReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("brokers-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(MqttVersion.V5, null, null)]
    [InlineData(MqttVersion.V311, null, null)]
    [InlineData(MqttVersion.V5, null, "group")]
    [InlineData(MqttVersion.V5, "group", null)]
    public async Task Settings_that_change_leave_no_old_subscription_in_the_session(MqttVersion version, string? shareBefore, string? shareAfter)
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        var broker = new BrokerOptions { Host = "127.0.0.1", Port = mosquitto.Port, Version = version, Topics = ["a/#", "b/#"], ShareGroup = shareBefore };
        await using (var before = await RunningReader.StartAsync(broker, _folder.FullName)) await before.ConnectedAsync();

        // Published while nobody is there: the session keeps it.
        await PublishAsync(mosquitto, "b/1");
        await using var after = await RunningReader.StartAsync(broker with { Topics = ["b/#", "c"], ShareGroup = shareAfter }, _folder.FullName);
        await after.ConnectedAsync();
        await PublishAsync(mosquitto, "a/1");
        await PublishAsync(mosquitto, "b/2");
        await PublishAsync(mosquitto, "c");
        Assert.Equal(["b/1", "b/2", "c"], [await after.NextAsync(), await after.NextAsync(), await after.NextAsync()]);
        Assert.Empty(after.Topics);
    }

    [Fact]
    public async Task A_broker_that_refuses_MQTT_5_is_read_by_3_1_1()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var broker = new BrokerOptions { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, ShareGroup = "group" };
        await using var reader = await RunningReader.StartAsync(broker, _folder.FullName);

        // CONNECT: header, length, "MQTT" with its length, the protocol level.
        using (var first = await listener.AcceptSocketAsync().InTime())
        {
            Assert.Equal(5, (await ReceiveAsync(first))[8]);
            await first.SendAsync(new byte[] { 0x20, 2, 0, 1 });
        }

        using var second = await listener.AcceptSocketAsync().InTime();
        Assert.Equal(4, (await ReceiveAsync(second))[8]);
        await second.SendAsync(new byte[] { 0x20, 2, 0, 0 });
        var subscribe = await ReceiveAsync(second);
        Assert.DoesNotContain("$share", Encoding.UTF8.GetString(subscribe), StringComparison.Ordinal); // Nobody said that it has it.
        await second.SendAsync(new byte[] { 0x90, 3, subscribe[2], subscribe[3], 1 });
        await reader.ConnectedAsync();
    }

    [Fact]
    public async Task A_subscription_that_is_refused_is_a_problem_and_is_tried_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var broker = new BrokerOptions
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            Version = MqttVersion.V311,
            FirstRetry = TimeSpan.FromMilliseconds(1),
        };
        await using var reader = await RunningReader.StartAsync(broker, _folder.FullName);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var socket = await listener.AcceptSocketAsync().InTime();
            await ReceiveAsync(socket);
            await socket.SendAsync(new byte[] { 0x20, 2, 0, 0 });
            var subscribe = await ReceiveAsync(socket);
            await socket.SendAsync(new byte[] { 0x90, 3, subscribe[2], subscribe[3], 0x80 });
            Assert.Equal([0xE0, 0], await ReceiveAsync(socket)); // DISCONNECT
            Assert.False(reader.Status.Connected);
        }

        await Deadline.Until(() => reader.Status.Problem?.Contains("sectors/#", StringComparison.Ordinal) == true);
    }

    private static async Task PublishAsync(Mosquitto mosquitto, string topic)
    {
        await using var publisher = await MqttPublisher.ConnectAsync("127.0.0.1", mosquitto.Port, new MqttPublisherOptions()).InTime();
        await publisher.PublishAsync(Encoding.UTF8.GetBytes(topic), "x"u8.ToArray(), QualityOfService.AtLeastOnce).InTime();
    }

    // Each of these packets comes in one piece over the loopback.
    private static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[1024];
        return buffer[..await socket.ReceiveAsync(buffer.AsMemory()).AsTask().InTime()];
    }

    private sealed class RunningReader : ISubscriptionReceiver, IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly BrokerReader _reader;
        private Task _running = Task.CompletedTask;

        private RunningReader(BrokerOptions broker, string folder) => _reader = new BrokerReader(
            broker, BrokerSessions.Load(folder), (_, _) => this, TimeProvider.System, NullLogger.Instance);

        public ConcurrentQueue<string> Topics { get; } = new();

        public Telemetry.Queries.BrokerStatus Status => _reader.Status;

        public static Task<RunningReader> StartAsync(BrokerOptions broker, string folder)
        {
            var running = new RunningReader(broker, folder);
            running._running = running._reader.RunAsync(running._stop.Token);
            return Task.FromResult(running);
        }

        public Task ConnectedAsync() => Deadline.Until(() => Status.Connected);

        public async Task<string> NextAsync()
        {
            string? topic = null;
            await Deadline.Until(() => Topics.TryDequeue(out topic));
            return topic!;
        }

        public void Receive(in PublishPacket packet, bool isCut) => Topics.Enqueue(Encoding.UTF8.GetString(packet.Topic));

        public ValueTask EndReadAsync(IDeferredAcks acks, CancellationToken cancellationToken)
        {
            acks.Complete();
            return ValueTask.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running.InTime();
            _stop.Dispose();
        }
    }
}
