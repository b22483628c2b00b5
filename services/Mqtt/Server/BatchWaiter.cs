namespace SmartSectors.Mqtt;

/// <summary>Makes the answers to one read wait for the session store.</summary>
internal sealed class BatchWaiter(AckBatch batch, MqttConnection connection) : IDurabilityWaiter
{
    public void OnDurable() => batch.Complete();

    public void OnCommitEnd() => connection.RequestFlush();
}
