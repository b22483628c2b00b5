using System.Threading.Channels;

namespace SmartSectors.Mqtt.Tests.Support;

/// <summary>Remembers what a subscriber was delivered, and acknowledges when the test says so.</summary>
internal sealed class RecordingReceiver : ISubscriptionReceiver
{
    private const int Limit = 100_000;

    private readonly Channel<(Received Message, bool IsCut)> _messages = Channel.CreateBounded<(Received, bool)>(Limit);
    private readonly Channel<IDeferredAcks> _reads = Channel.CreateBounded<IDeferredAcks>(Limit);
    private int _count;

    /// <summary>When false, the test completes what <see cref="NextReadAsync"/> gives.</summary>
    public bool AcknowledgesAtOnce { get; init; } = true;

    /// <summary>What the reader waits for at the end of each read.</summary>
    public Func<CancellationToken, ValueTask> HoldReader { get; set; } = static _ => default;

    public int Count => Volatile.Read(ref _count);

    public async Task<Received> NextAsync() => (await NextWithCutAsync()).Message;

    public Task<(Received Message, bool IsCut)> NextWithCutAsync() => _messages.Reader.ReadAsync().AsTask().InTime();

    public Task<IDeferredAcks> NextReadAsync() => _reads.Reader.ReadAsync().AsTask().InTime();

    public static void Complete(IDeferredAcks acks)
    {
        var peer = acks.Peer;
        acks.Complete();
        peer.RequestFlush();
    }

    public void Receive(in PublishPacket packet, bool isCut)
    {
        Assert.True(_messages.Writer.TryWrite((Received.Copy(packet), isCut)), "the test was sent more than it looked at");
        Interlocked.Increment(ref _count);
    }

    public ValueTask EndReadAsync(IDeferredAcks acks, CancellationToken cancellationToken)
    {
        if (AcknowledgesAtOnce) Complete(acks);
        else Assert.True(_reads.Writer.TryWrite(acks));
        return HoldReader(cancellationToken);
    }
}
