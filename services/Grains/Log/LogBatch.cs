using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Grains.Log;

/// <summary>
/// What one producer appends to the reading log at once: the samples of one socket read, say. Columns, filled on the
/// producer's thread and copied once, grouped by partition, into a block. A sample is (device, moment, values); the
/// device's durable number tells its partition. Pooled by its owner: whoever completes it may use it again.
/// </summary>
public abstract class LogBatch
{
    // Fields, not properties: this is the innermost loop of ingestion and of the log's writer.
    internal uint[] Devices = new uint[64];
    internal long[] Times = new long[64];
    internal byte[] ValueCounts = new byte[64];
    internal SampleFlags[] Flags = new SampleFlags[64];
    internal ushort[] Indicators = new ushort[192];
    internal double[] Values = new double[192];
    internal ByteWriter Controls = new(256);

    /// <summary>Control records as (partition, kind, length, body), in order.</summary>
    internal ReadOnlySpan<byte> ControlRecords => Controls.Written;

    public int SampleCount { get; private set; }

    public int ReadingCount { get; private set; }

    /// <summary>Messages that wait for this batch's acknowledgement; for the statistics.</summary>
    public int MessageCount { get; set; }

    /// <summary>Most of it is what had gathered while a device or gateway was away: it may wait, so that live readings need not.</summary>
    public bool IsBackfill { get; set; }

    /// <summary>The log begins a new file after it, so that what is in the one of now may go soon.</summary>
    public bool EndsFile { get; set; }

    public bool IsEmpty => SampleCount == 0 && Controls.Length == 0;

    /// <summary>Readings that it has room for.</summary>
    public int Capacity => Values.Length;

    /// <summary>Roughly the bytes it takes in a block.</summary>
    public int ByteCount => (SampleCount * 14) + (ReadingCount * 10) + Controls.Length;

    /// <summary>Called by the log's writer, in the order of appending, when the batch is durable. Must not block or throw.</summary>
    public abstract void OnDurable();

    /// <summary>Called once after a commit for the batches of one owner, so that its acknowledgements leave in one write.</summary>
    public abstract void OnCommitEnd();

    /// <summary>A position to come back to with <see cref="Rollback"/>.</summary>
    public Mark Position => new(SampleCount, ReadingCount, Controls.Length);

    public void BeginSample(uint device, long timeMs, SampleFlags flags)
    {
        if (SampleCount == Devices.Length) GrowSamples();
        Devices[SampleCount] = device;
        Times[SampleCount] = timeMs;
        Flags[SampleCount] = flags;
        ValueCounts[SampleCount] = 0;
        SampleCount++;
    }

    /// <summary>Adds a value to the last sample; false when the sample is full (255 values).</summary>
    public bool TryAddValue(ushort indicator, double value)
    {
        ref var count = ref ValueCounts[SampleCount - 1];
        if (count == byte.MaxValue) return false;
        if (ReadingCount == Values.Length) GrowReadings();
        Indicators[ReadingCount] = indicator;
        Values[ReadingCount] = value + 0.0; // −0 becomes 0: a minimum must not depend on the order.
        ReadingCount++;
        count++;
        return true;
    }

    /// <summary>Most of its samples were measured before a moment.</summary>
    public bool IsMostlyBefore(long timeMs)
    {
        var before = 0;
        foreach (var time in Times.AsSpan(0, SampleCount)) before += time < timeMs ? 1 : 0;
        return before > SampleCount / 2;
    }

    /// <summary>Says of the samples from <paramref name="first"/> on that there is something else to be known of them.</summary>
    public void FlagSamples(int first, SampleFlags flags)
    {
        foreach (ref var known in Flags.AsSpan(first, SampleCount - first)) known |= flags;
    }

    /// <summary>Takes back the last sample when no value was added to it.</summary>
    public void DropEmptySample()
    {
        if (SampleCount > 0 && ValueCounts[SampleCount - 1] == 0) SampleCount--;
    }

    /// <summary>Adds a control record for a partition.</summary>
    public void AddControl(int partition, ControlKind kind, ReadOnlySpan<byte> body)
    {
        Controls.WriteByte((byte)partition);
        Controls.WriteByte((byte)kind);
        Controls.WriteVarint((ulong)body.Length);
        Controls.WriteBytes(body);
    }

    /// <summary>Takes back everything that was added after <paramref name="mark"/>.</summary>
    public void Rollback(Mark mark)
    {
        SampleCount = mark.Samples;
        ReadingCount = mark.Readings;
        Controls.Truncate(mark.ControlBytes);
    }

    public virtual void Reset()
    {
        SampleCount = 0;
        ReadingCount = 0;
        MessageCount = 0;
        IsBackfill = false;
        EndsFile = false;
        Controls.Reset();
    }

    private void GrowSamples()
    {
        var capacity = Devices.Length * 2;
        Array.Resize(ref Devices, capacity);
        Array.Resize(ref Times, capacity);
        Array.Resize(ref ValueCounts, capacity);
        Array.Resize(ref Flags, capacity);
    }

    private void GrowReadings()
    {
        Array.Resize(ref Indicators, Indicators.Length * 2);
        Array.Resize(ref Values, Values.Length * 2);
    }

    /// <summary>A position in a batch.</summary>
    public readonly record struct Mark(int Samples, int Readings, int ControlBytes);
}

/// <summary>What is to be known of one sample besides its values.</summary>
[Flags]
public enum SampleFlags : byte
{
    None = 0,

    /// <summary>The body had no time of its own; the time is that of receipt, made strictly increasing a series.</summary>
    ServerStamped = 1,

    /// <summary>
    /// It has a position: a <see cref="DevicePlaced"/> of its device and moment is among the records of its block, as many
    /// of them as there are such samples and in their order. Such a sample may have no values.
    /// </summary>
    Placed = 2,

    /// <summary>More values of the sample before it, which is full.</summary>
    Continued = 4,
}
