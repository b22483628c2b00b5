namespace SmartSectors.Grains.Log;

/// <summary>Control records of nobody's connection: whoever appends them waits for <see cref="Durable"/>. Used once.</summary>
public sealed class ControlBatch : LogBatch
{
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Durable => _durable.Task;

    public override void OnDurable() => _durable.SetResult();

    public override void OnCommitEnd()
    {
        // Nobody's acknowledgements wait.
    }
}
