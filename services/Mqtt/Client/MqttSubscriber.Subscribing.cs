namespace SmartSectors.Mqtt;

// SUBSCRIBE and UNSUBSCRIBE, one at a time.
public sealed partial class MqttSubscriber
{
    private readonly SemaphoreSlim _requesterTurn = new(1);
    private TaskCompletionSource<SubAckReason[]>? _request;
    private ushort _requestId;

    /// <summary>Subscribes, and returns what the broker granted or refused for each filter, in their order.</summary>
    /// <exception cref="MqttClientException">The connection is over, or the broker did not answer.</exception>
    public async Task<IReadOnlyList<SubAckReason>> SubscribeAsync(
        IReadOnlyList<(string Filter, SubscriptionOptions Options)> filters, CancellationToken cancellationToken = default)
    {
        var reasons = await RequestAsync(packetId => SubscribePacketWriter.Write(Version, packetId, 0, filters), cancellationToken);
        if (reasons.Length == filters.Count) return reasons;

        // [MQTT-3.8.4-6]: a reason for each filter.
        var failure = new MqttClientException(MqttClientFailure.ProtocolError, $"{reasons.Length} answers to {filters.Count} subscriptions");
        Lose(failure);
        throw failure;
    }

    /// <summary>Gives up subscriptions; those that there are not are no error.</summary>
    /// <exception cref="MqttClientException">The connection is over, or the broker did not answer.</exception>
    public Task UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken = default) =>
        RequestAsync(packetId => UnsubscribePacketWriter.Write(Version, packetId, filters), cancellationToken);

    private async Task<SubAckReason[]> RequestAsync(Func<ushort, byte[]> write, CancellationToken cancellationToken)
    {
        await _requesterTurn.WaitAsync(cancellationToken);
        try
        {
            var answer = BeginRequest();
            _output.Write(write(_requestId));
            _output.Flush();
            return await answer.WaitAsync(_options.ConnectTimeout, _time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            Lose(new MqttClientException(MqttClientFailure.ConnectionLost, $"no answer to a subscription within {_options.ConnectTimeout}", e));
            throw _failure!;
        }
        finally
        {
            _requesterTurn.Release();
        }
    }

    private Task<SubAckReason[]> BeginRequest()
    {
        lock (_gate)
        {
            if (_failure is not null) throw _failure;
            _requestId = _requestId == ushort.MaxValue ? (ushort)1 : (ushort)(_requestId + 1);
            _request = new TaskCompletionSource<SubAckReason[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _request.Task;
        }
    }

    private void TakeAnswer(ushort packetId, SubAckReason[] reasons)
    {
        TaskCompletionSource<SubAckReason[]>? request;
        lock (_gate)
        {
            request = packetId == _requestId ? _request : null;
            if (request is not null) _request = null;
        }

        if (request is null) MalformedPacketException.Throw(MalformedReason.UnexpectedPacket);
        request.TrySetResult(reasons);
    }
}
