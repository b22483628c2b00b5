using System.Runtime.InteropServices;
using System.Text;

namespace SmartSectors.Mqtt;

// SUBSCRIBE and UNSUBSCRIBE: the trie changes at once, the answer waits until that is durable, and the retained messages
// follow the answer.
public sealed partial class MqttConnection
{
    private SubscribeRequest? _subscribing;

    private static SubAckReason Granted(QualityOfService qos) => (SubAckReason)qos;

    private void Subscribe(byte flags, ReadOnlySpan<byte> body)
    {
        CheckFilters(flags, body);
        var reader = SubscribePacketReader.Open(flags, body, Version);
        var request = new SubscribeRequest(reader.PacketId);
        while (reader.TryNext(out var text, out var options))
        {
            request.Reasons.Add((byte)Subscribe(request, text, options, reader.SubscriptionIdentifier));
        }

        _subscribing = request;
    }

    /// <summary>Nothing of a packet is done that turns out to be malformed in the middle.</summary>
    private void CheckFilters(byte flags, ReadOnlySpan<byte> body)
    {
        var reader = SubscribePacketReader.Open(flags, body, Version);
        while (reader.TryNext(out var text, out var options))
        {
            if (!TopicFilter.TryParse(text, out var filter)) MalformedPacketException.Throw(MalformedReason.TopicFilterInvalid);
            if (filter.IsShared && options.NoLocal) MalformedPacketException.Throw(MalformedReason.NoLocalShared); // [MQTT-3.8.3-4]
        }
    }

    private SubAckReason Subscribe(SubscribeRequest request, ReadOnlySpan<byte> text, SubscriptionOptions options, uint identifier)
    {
        var filter = TopicFilter.Parse(text);
        if (!Rights.MaySubscribe(filter.Filter)) return Rights.SubscribeRefusal;
        if (text.Length > _limits.MaxTopicLengthBytes || TopicLevels.Count(text) > _limits.MaxTopicLevels) return SubAckReason.TopicFilterInvalid;
        if (_server.Sessions.Subscribe(_session!, Encoding.UTF8.GetString(text), options, identifier, _limits.MaxSubscriptions) is not { } isNew)
        {
            return SubAckReason.QuotaExceeded;
        }

        // [MQTT-3.3.1-9], [MQTT-3.3.1-10], [MQTT-3.3.1-11]; a shared subscription gets none (§4.8.2).
        var getsRetained = options.RetainHandling is RetainHandling.SendAtSubscribe || (options.RetainHandling is RetainHandling.SendIfNew && isNew);
        if (getsRetained && !filter.IsShared) request.Retained.Add((filter.Filter.ToArray(), options, identifier));
        return Granted(options.Qos);
    }

    private void Unsubscribe(byte flags, ReadOnlySpan<byte> body)
    {
        var check = UnsubscribePacketReader.Open(flags, body, Version);
        while (check.TryNext(out var text))
        {
            if (!TopicFilter.TryParse(text, out _)) MalformedPacketException.Throw(MalformedReason.TopicFilterInvalid);
        }

        var reader = UnsubscribePacketReader.Open(flags, body, Version);
        var request = new SubscribeRequest(reader.PacketId) { IsUnsubscribe = true };
        while (reader.TryNext(out var text))
        {
            var existed = _server.Sessions.Unsubscribe(_session!, Encoding.UTF8.GetString(text));
            request.Reasons.Add((byte)(existed ? UnsubAckReason.Success : UnsubAckReason.NoSubscriptionExisted));
        }

        _subscribing = request;
    }

    private async ValueTask AnswerSubscribeAsync(SubscribeRequest request)
    {
        if (_session!.IsStored) await _server.Store.DurableAsync().WaitAsync(_givenUp.Token);
        var reasons = CollectionsMarshal.AsSpan(request.Reasons);
        var answer = request.IsUnsubscribe
            ? UnsubAckPacket.Encode(Version, request.PacketId, reasons)
            : SubAckPacket.Encode(Version, request.PacketId, reasons);
        if (TryAnswer(answer)) SendRetained(request);
    }

    private void SendRetained(SubscribeRequest request)
    {
        if (request.Retained.Count == 0) return;
        var messages = new List<MqttMessage>();
        foreach (var (filter, options, identifier) in request.Retained)
        {
            messages.Clear();
            _server.Retained.Match(filter, messages);
            uint[]? identifiers = identifier == 0 ? null : [identifier];
            foreach (var message in messages)
            {
                _session!.DeliverRetained(message, message.Qos < options.Qos ? message.Qos : options.Qos, identifiers);
            }
        }

        _session!.PumpNow();
    }
}
