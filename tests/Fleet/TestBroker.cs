using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartSectors.Mqtt;

namespace SmartSectors.Fleet.Tests;

/// <summary>The platform's MQTT server over a list: it keeps what it gets and answers as the test says.</summary>
internal sealed class TestBroker : IMqttApplication, IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly Func<int, Answer> _answer;
    private int _count;

    /// <param name="Acknowledge">False holds the PUBACK back for ever.</param>
    public readonly record struct Answer(bool Acknowledge, PubAckReason Reason = PubAckReason.Success);

    public sealed record Message(string Topic, string Body, bool IsDuplicate);

    private TestBroker(int port, Func<int, Answer> answer)
    {
        _answer = answer;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseMqtt()));
        builder.Services.AddSingleton<IMqttApplication>(this);
        builder.Services.AddMqttServer<TestBroker>(options => options.DrainTimeout = TimeSpan.FromSeconds(1));
        _host = builder.Build();
    }

    public ConcurrentQueue<Message> Messages { get; } = new();

    /// <summary>Set when so many messages came as <see cref="StopAt"/> says.</summary>
    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int StopAt { get; init; } = int.MaxValue;

    public int Port { get; private set; }

    public static async Task<TestBroker> StartAsync(Func<int, Answer>? answer = null, int port = 0, int stopAt = int.MaxValue)
    {
        var broker = new TestBroker(port, answer ?? (_ => new Answer(true))) { StopAt = stopAt };
        await broker._host.StartAsync();
        var addresses = broker._host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        broker.Port = new Uri(addresses.Addresses.Single()).Port;
        return broker;
    }

    public ValueTask<ConnectVerdict> AuthorizeAsync(ConnectRequest request, CancellationToken cancellationToken) =>
        new(ConnectVerdict.Accept());

    public IPublishReceiver Attach(MqttConnection connection) => new Receiver(this);

    public IPublishReceiver AttachWill(string clientId) => new Receiver(this);

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _host.StopAsync(atOnce.Token);
        await _host.DisposeAsync();
    }

    private sealed class Receiver(TestBroker broker) : IPublishReceiver
    {
        private bool _acknowledge = true;

        public PublishVerdict Receive(in PublishPacket packet)
        {
            var answer = broker._answer(Interlocked.Increment(ref broker._count));
            broker.Messages.Enqueue(
                new Message(Encoding.UTF8.GetString(packet.Topic), Encoding.UTF8.GetString(packet.Payload), packet.Duplicate));
            _acknowledge &= answer.Acknowledge;
            if (broker.Messages.Count >= broker.StopAt) broker.Reached.TrySetResult();
            return answer.Reason >= PubAckReason.UnspecifiedError ? PublishVerdict.Refuse(answer.Reason) : PublishVerdict.Keep;
        }

        public void Refused(in PublishPacket packet, PubAckReason reason) => throw new InvalidOperationException("BUG: everybody may publish here");

        public ValueTask EndReadAsync(IDeferredAcks acks, CancellationToken cancellationToken)
        {
            if (!_acknowledge) return ValueTask.CompletedTask;
            var peer = acks.Peer;
            acks.Complete();
            peer.RequestFlush();
            return ValueTask.CompletedTask;
        }

        public void Detached(DisconnectCause cause) { }
    }
}
