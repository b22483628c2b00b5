namespace SmartSectors.Storage.Readings;

/// <summary>
/// What a sink has of one store. Segments that it lacks are not moved to chunks, where it could find them by whole days
/// only, as long as they take few bytes; and which closed cells were revised is noted until it has them. Without a sink
/// nothing is held. Set by the sink, read by whoever writes the store.
/// </summary>
internal sealed class SinkHold(long? heldBytes)
{
    private long _sunkThrough = heldBytes is null ? long.MaxValue : 0;
    private long _revisedThrough;

    /// <summary>There is a sink.</summary>
    public bool IsWanted => heldBytes is not null;

    /// <summary>The sink has the segments up to this id.</summary>
    public long SunkThrough
    {
        get => Volatile.Read(ref _sunkThrough);
        set => Volatile.Write(ref _sunkThrough, value);
    }

    /// <summary>The sink has the revisions up to this note.</summary>
    public long RevisedThrough
    {
        get => Volatile.Read(ref _revisedThrough);
        set => Volatile.Write(ref _revisedThrough, value);
    }

    /// <summary>True while so many bytes of segments may wait for the sink.</summary>
    public bool Holds(long unsunkBytes) => unsunkBytes <= heldBytes;
}
