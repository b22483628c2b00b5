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
    private long _readingsSunkBeforeMs = heldBytes is null ? long.MaxValue : long.MinValue;
    private long _minutesSunkBeforeMs = heldBytes is null ? long.MaxValue : long.MinValue;
    private long _unsunkReadings, _unsunkHours;

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

    /// <summary>The sink has all readings before this moment.</summary>
    public long ReadingsSunkBeforeMs
    {
        get => Volatile.Read(ref _readingsSunkBeforeMs);
        set => Volatile.Write(ref _readingsSunkBeforeMs, value);
    }

    /// <summary>And all cells of minutes before this one.</summary>
    public long MinutesSunkBeforeMs
    {
        get => Volatile.Read(ref _minutesSunkBeforeMs);
        set => Volatile.Write(ref _minutesSunkBeforeMs, value);
    }

    /// <summary>Readings that retention dropped from days that the sink did not have whole, since start.</summary>
    public long UnsunkReadings => Volatile.Read(ref _unsunkReadings);

    /// <summary>The same of minutes: hours, each of an indicator.</summary>
    public long UnsunkHours => Volatile.Read(ref _unsunkHours);

    public void AddUnsunk(long readings) => Interlocked.Add(ref _unsunkReadings, readings);

    public void AddUnsunkHour() => Interlocked.Increment(ref _unsunkHours);

    /// <summary>True while so many bytes of segments may wait for the sink.</summary>
    public bool Holds(long unsunkBytes) => unsunkBytes <= heldBytes;
}
