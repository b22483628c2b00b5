namespace SmartSectors.Mqtt;

// Publishing: one sender at a time waits for room in the window; the socket itself is also shared with the pings.
public sealed partial class MqttPublisher
{
    /// <summary>Publishes one message. At QoS 1 it is done when the PUBACK has come, and returns its reason.</summary>
    /// <param name="topic">UTF-8.</param>
    /// <param name="payload">Copied before this returns.</param>
    /// <param name="qos">0 or 1.</param>
    /// <param name="properties">Encoded by <see cref="UserPropertyWriter"/>; none in MQTT 3.1.1.</param>
    /// <param name="cancellationToken">Ends the wait; the message may have been sent.</param>
    public async Task<PubAckReason> PublishAsync(
        ReadOnlyMemory<byte> topic,
        ReadOnlyMemory<byte> payload,
        QualityOfService qos,
        ReadOnlyMemory<byte> properties = default,
        CancellationToken cancellationToken = default)
    {
        var batch = new PublishBatch(Version, qos);
        batch.Add(topic.Span, payload.Span, properties.Span);
        var acknowledged = qos is QualityOfService.AtMostOnce
            ? null
            : new TaskCompletionSource<PubAckReason>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync(batch, acknowledged, cancellationToken);
        return acknowledged is null ? PubAckReason.Success : await acknowledged.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Sends a batch, in pieces as the window has room, and returns when the socket has taken it; the batch may be
    /// patched and sent again then. Acknowledgements are counted in <see cref="Acknowledged"/> and
    /// <see cref="Latencies"/>. Nothing is allocated a message.
    /// </summary>
    public Task SendAsync(PublishBatch batch, CancellationToken cancellationToken = default) =>
        SendAsync(batch, acknowledged: null, cancellationToken);

    /// <summary>Done when nothing is in flight.</summary>
    public async Task WaitForAcknowledgementsAsync(CancellationToken cancellationToken = default)
    {
        await _senderTurn.WaitAsync(cancellationToken);
        try
        {
            await WaitForRoomAsync(_window.Size, cancellationToken);
        }
        finally
        {
            _senderTurn.Release();
        }
    }

    private async Task SendAsync(
        PublishBatch batch, TaskCompletionSource<PubAckReason>? acknowledged, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Version != Version) throw new ArgumentException($"the batch is encoded for {batch.Version}", nameof(batch));
        if (batch.Qos > QualityOfService.AtLeastOnce || batch.Qos > _maxQos)
        {
            throw new ArgumentException($"QoS {(int)batch.Qos} is not supported here", nameof(batch));
        }

        await _senderTurn.WaitAsync(cancellationToken);
        try
        {
            for (var sent = 0; sent < batch.Count;)
            {
                var count = batch.Count - sent;
                if (batch.Qos is QualityOfService.AtLeastOnce)
                {
                    // Half a window at a time: fewer and longer writes than one for each acknowledgement that comes in.
                    await WaitForRoomAsync(Math.Min(count, (_window.Size + 1) / 2), cancellationToken);
                    count = Math.Min(count, _window.Room);
                    TakePacketIds(batch, sent, count, acknowledged);
                }

                await WriteAsync(batch.Packets(sent, count), cancellationToken);
                sent += count;
            }
        }
        finally
        {
            _senderTurn.Release();
        }
    }

    private void TakePacketIds(PublishBatch batch, int first, int count, TaskCompletionSource<PubAckReason>? acknowledged)
    {
        var now = _time.GetTimestamp();
        for (var index = first; index < first + count; index++) batch.SetPacketId(index, _window.Take(now, acknowledged));
    }

    private async ValueTask WaitForRoomAsync(int wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_failure is not null) throw _failure;
                if (_window.Room >= wanted) return;
                _roomWanted = wanted;
                _roomWaiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                room = _roomWaiter.Task;
            }

            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// A write that was cut short would leave half a packet on the wire, so cancelling it ends the connection.
    /// </summary>
    private async ValueTask WriteAsync(ReadOnlyMemory<byte> packets, CancellationToken cancellationToken)
    {
        await _socketTurn.WaitAsync(cancellationToken);
        try
        {
            if (_failure is not null) throw _failure;
            _sentSincePing = true;
            await _transport.Stream.WriteAsync(packets, cancellationToken);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Lose(MqttClientException.Of(e));
            if (e is OperationCanceledException) throw;
            throw _failure!;
        }
        finally
        {
            _socketTurn.Release();
        }
    }

    /// <summary>For what is sent in passing: a failure is the connection's, and is met by whoever publishes next.</summary>
    private async Task TryWriteAsync(ReadOnlyMemory<byte> packet)
    {
        try
        {
            await WriteAsync(packet, CancellationToken.None);
        }
        catch (MqttClientException e)
        {
            Lose(e);
        }
    }

    /// <summary>Twice a keep-alive (MQTT 5.0 §3.1.2.10): asks when nothing was sent, and gives up when nobody answered.</summary>
    private async Task PingAsync()
    {
        if (AwaitsPong)
        {
            Lose(new MqttClientException(MqttClientFailure.ConnectionLost, "the MQTT server did not answer a ping"));
            return;
        }

        if (!_sentSincePing)
        {
            Volatile.Write(ref _awaitsPong, true);
            await TryWriteAsync(PingPacket.Request);
        }

        _sentSincePing = false;
    }
}
