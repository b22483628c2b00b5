namespace SmartSectors.Mqtt;

/// <summary>A level that topics have in common, and what is retained for the topic that ends with it.</summary>
internal sealed class RetainedNode<T>(ReadOnlySpan<byte> level) : LevelNode<RetainedNode<T>>(level)
    where T : class
{
    private volatile T? _value;

    public T? Value
    {
        get => _value;
        set => _value = value;
    }

    public bool IsEmpty => _value is null && !HasChildren;
}
