namespace SmartSectors.Fleet.Paced;

/// <summary>How many samples the run may still take; shared by all connections.</summary>
internal sealed class MessageBudget(long? messages)
{
    private long _left = messages ?? long.MaxValue;

    public bool TryTake() => Interlocked.Decrement(ref _left) >= 0;
}
