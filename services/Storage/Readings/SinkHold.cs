namespace SmartSectors.Storage.Readings;

/// <summary>
/// What a sink has of one partition's segments. Those it lacks are not moved to chunks, where it could find them by whole
/// days only, as long as they take few bytes. Without a sink nothing is held. Set by the sink, read by the partition's
/// worker.
/// </summary>
internal sealed class SinkHold(long? heldBytes)
{
    private long _sunkThrough = heldBytes is null ? long.MaxValue : 0;

    /// <summary>The sink has the segments up to this id.</summary>
    public long SunkThrough
    {
        get => Volatile.Read(ref _sunkThrough);
        set => Volatile.Write(ref _sunkThrough, value);
    }

    /// <summary>True while so many bytes of segments may wait for the sink.</summary>
    public bool Holds(long unsunkBytes) => unsunkBytes <= heldBytes;
}
