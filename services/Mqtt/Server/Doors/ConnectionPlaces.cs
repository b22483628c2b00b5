namespace SmartSectors.Mqtt;

/// <summary>The connections that all listeners together may have.</summary>
internal sealed class ConnectionPlaces(int most)
{
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= most) return true;
        Release();
        return false;
    }

    public void Release() => Interlocked.Decrement(ref _taken);
}
