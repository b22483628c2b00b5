using System.Diagnostics;
using SmartSectors.Grains;
using SmartSectors.Ingestion.Brokers;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion;

/// <summary>
/// One connection's way into the log, of a client of ours or to a broker: each PUBLISH is resolved and decoded on the
/// connection's own reader into the open batch; at the end of the read the batch is appended, and its acknowledgements
/// leave when it is durable. What is refused is in the batch too, as a control record, so that its acknowledgement waits
/// for the disk like any other.
/// </summary>
/// <param name="services">What every receiver works with.</param>
/// <param name="client">Whose connection it is.</param>
/// <param name="userName">Names the device or gateway where neither topic nor body does; null where nobody is connected to us.</param>
/// <param name="broker">Whose messages they are, where they are not those of a client of ours.</param>
/// <param name="takesForeignTopics">
/// Messages on topics of no format that is known are passed on to subscribers instead of refused: on an open listener, and
/// for wills, whose topic was judged when the client connected.
/// </param>
internal sealed partial class PublishReceiver(
    IngestionServices services, string client, string? userName = null, BrokerOptions? broker = null, bool takesForeignTopics = false)
    : IPublishReceiver, ISubscriptionReceiver
{
    /// <summary>What no device can be charged with.</summary>
    private const uint Unattributed = Numbers.None;

    private PublishBatch? _batch;
    private long _receiptMs;

    public PublishVerdict Receive(in PublishPacket packet)
    {
        if (IsPassedOn(packet.Topic)) return PublishVerdict.Forward;

        var refused = Receive(packet, isCut: false);
        return refused == RejectReason.None ? PublishVerdict.Forward : PublishVerdict.Refuse(ReasonOf(refused));
    }

    public void Refused(in PublishPacket packet, PubAckReason reason)
    {
        var batch = _batch ??= Open();
        batch.MessageCount++;
        var refused = reason is PubAckReason.TopicNameInvalid ? RejectReason.BadTopic : RejectReason.NotAuthorized;
        services.Rejections.Add(batch, Unattributed, refused, packet.Topic, packet.Payload);
    }

    // A broker is acknowledged plainly: it could do nothing with a refusal, which is in the books.
    void ISubscriptionReceiver.Receive(in PublishPacket packet, bool isCut)
    {
        if (!IsPassedOn(packet.Topic)) Receive(packet, isCut);
    }

    private RejectReason Receive(in PublishPacket packet, bool isCut)
    {
        var batch = _batch ??= Open();
        batch.MessageCount++;

        var message = services.Traces.Begin(packet, _receiptMs);
        var foreign = default(ForeignTopic);
        var isForeign = !packet.Topic.StartsWith("sectors/"u8) && ForeignTopic.TryParse(packet.Topic, out foreign);
        var refused = isForeign
            ? ReceiveForeign(foreign, packet, batch, isCut, message, out var device)
            : ReceiveNative(packet, batch, isCut, message, out device);

        if (message is not null) batch.AddTrace(message, device, refused);
        if (refused != RejectReason.None) services.Rejections.Add(batch, device, refused, packet.Topic, packet.Payload);
        return refused;
    }

    private RejectReason ReceiveNative(in PublishPacket packet, PublishBatch batch, bool isCut, Activity? message, out uint device)
    {
        var refused = services.Directory.Resolve(packet.Topic, batch, out device, out var sector, out var profile);
        if (refused != RejectReason.None) return refused;

        using var decoding = MessageTraces.Step("decode", message);
        if (isCut || packet.Payload.Length > services.Options.MaxPayloadBytes) return RejectReason.Oversized;
        return profile is null ? Decode(packet, batch, device, sector) : DecodeBy(profile, packet, batch, device);
    }

    public ValueTask EndReadAsync(IDeferredAcks acks, CancellationToken cancellationToken)
    {
        if (_batch is not { } batch)
        {
            acks.Complete();
            return ValueTask.CompletedTask;
        }

        _batch = null;
        batch.Seal(acks);
        if (batch.IsEmpty)
        {
            // Messages without readings, which some formats have: nothing waits for the disk.
            batch.OnDurable();
            batch.OnCommitEnd();
            return ValueTask.CompletedTask;
        }

        batch.IsBackfill = batch.IsMostlyBefore(_receiptMs - (long)services.Options.BackfillAge.TotalMilliseconds);
        return services.Log.AppendAsync(batch, cancellationToken);
    }

    public void Detached(DisconnectCause cause)
    {
        // Every batch was sealed at the end of its read: nothing is left here.
    }

    /// <summary>Commands go down to devices and are no readings.</summary>
    private bool IsPassedOn(ReadOnlySpan<byte> topic)
    {
        if (topic.StartsWith("sectors/"u8)) return !topic.EndsWith("/telemetry"u8) && CommandTopic.Is(topic);
        return ForeignTopic.TryParse(topic, out var foreign) ? foreign.Kind is ForeignKind.Other : takesForeignTopics;
    }

    private PublishBatch Open()
    {
        _receiptMs = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return services.Batches.Rent();
    }

    private RejectReason Decode(in PublishPacket packet, PublishBatch batch, uint device, Sector sector)
    {
        var mark = batch.Position;
        var sink = new BatchSink(services, batch, client, packet, device, _receiptMs);
        var refused = NativeJsonDecoder.Decode(packet.Payload, services.NamesOf(sector), ref sink, services.Options.Decoding);
        if (refused != RejectReason.None) batch.Rollback(mark);
        return refused;
    }

    private static PubAckReason ReasonOf(RejectReason reason) => reason switch
    {
        RejectReason.BadTopic or RejectReason.UnknownSector => PubAckReason.TopicNameInvalid,
        RejectReason.UnknownSite or RejectReason.UnknownDevice or RejectReason.WrongSite or RejectReason.NotAuthorized => PubAckReason.NotAuthorized,
        RejectReason.Oversized or RejectReason.TooManyReadings => PubAckReason.QuotaExceeded,
        _ => PubAckReason.PayloadFormatInvalid,
    };
}
