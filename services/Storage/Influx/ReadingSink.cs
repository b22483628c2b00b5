using System.Runtime.InteropServices;
using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Readings;

namespace SmartSectors.Storage.Influx;

/// <summary>
/// Takes committed readings to InfluxDB: of each partition the segments in the order of their ids, which is that of
/// recency, and then the days that are owed. It pulls: what waits is what the stores keep anyway, and no commit waits for
/// it. After a failure it goes on from its cursors.
/// </summary>
/// <remarks>
/// A merged segment has the newest id of those it was made of, so it may hold again what was sent; it is the same point.
/// Days and segments of one partition go one after another: a day is read as it stands, and what is committed meanwhile
/// follows as segments.
/// </remarks>
internal sealed class ReadingSink : IDisposable
{
    // Of a day with readings each 10 s, 8,640 a series, so many series take about 40 MB in memory.
    private const int SeriesAtOnce = 128;

    // A partition that has much to send lets the others go on after so many segments.
    private const int SegmentsAtOnce = 64;

    private readonly InfluxOptions _options;
    private readonly LineDelivery _delivery;
    private readonly SinkCursors _cursors;
    private readonly SeriesNames _names;
    private readonly SinkHolds _holds;
    private readonly SinkView[] _views = new SinkView[Numbers.PartitionCount];
    private readonly long[] _taken = new long[Numbers.PartitionCount];
    private readonly List<(int Partition, long Segment)> _passed = [];
    private readonly LineBatch _batch = new();
    private readonly SegmentInputs _segment = new();
    private readonly List<StoredReading> _readings = [];

    public ReadingSink(
        InfluxOptions options, StorageOptions storage, SinkHolds holds, SinkCursors cursors, SeriesNames names, LineDelivery delivery)
    {
        (_options, _holds, _cursors, _names, _delivery) = (options, holds, cursors, names, delivery);
        var folder = Path.Combine(storage.DataDirectory, "partitions");
        for (var i = 0; i < _views.Length; i++) _views[i] = new SinkView(SqlitePartitionStore.PathOf(folder, i));
        for (var i = 0; i < _views.Length; i++) Begin(i);
    }

    /// <summary>Readings of segments that are not written yet, their bytes, and the time of measurement of the oldest.</summary>
    public SinkBacklog Backlog
    {
        get
        {
            var all = default(SinkBacklog);
            for (var i = 0; i < _views.Length; i++)
            {
                var one = _views[i].BacklogAfter(_taken[i]);
                all = new SinkBacklog(all.Readings + one.Readings, all.Bytes + one.Bytes, Earliest(all.FirstMs, one.FirstMs));
            }

            return all;
        }
    }

    /// <summary>Days of partitions that are to be written from chunks.</summary>
    public int OwedDays => Enumerable.Range(0, _views.Length).Sum(partition => _cursors.Owed(partition).Count);

    /// <summary>A partition's readings before this moment are all written, as they stand; Unix milliseconds.</summary>
    public long CompleteBeforeMs(int partition) => Math.Min(
        _views[partition].BacklogAfter(_taken[partition]).FirstMs ?? long.MaxValue,
        _cursors.Owed(partition) is { Count: > 0 } owed ? ChunkTable.MidnightOf(owed.Min(each => each.Day)) : long.MaxValue);

    /// <summary>Sends what there is, of each partition a part. False when nothing is left.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EraseAsync(cancellationToken).ConfigureAwait(false);
            var isMore = false;
            for (var partition = 0; partition < _views.Length; partition++)
            {
                TakeUpMoves(partition);
                isMore |= await TakeSegmentsAsync(partition, cancellationToken).ConfigureAwait(false);
            }

            await FlushAsync(cancellationToken).ConfigureAwait(false);
            for (var partition = 0; partition < _views.Length; partition++)
                isMore |= await PayDayAsync(partition, cancellationToken).ConfigureAwait(false);
            return isMore;
        }
        catch
        {
            // What was not answered for is taken again.
            _batch.Clear();
            _passed.Clear();
            for (var i = 0; i < _views.Length; i++) _taken[i] = _cursors.SentThrough(i) ?? 0;
            throw;
        }
    }

    /// <summary>Why what was erased is still in InfluxDB; null where it is not.</summary>
    public string? ErasureProblem { get; private set; }

    public void Dispose()
    {
        foreach (var view in _views) view.Dispose();
    }

    private void Begin(int partition)
    {
        if (_cursors.SentThrough(partition) is not { } sent)
        {
            // A sink that is new sends all there is: the chunks as days, the segments after them.
            _cursors.Owe(partition, _views[partition].AllDays(), movedThrough: 0);
        }
        else if (_views[partition].LastCommit is var last && last < sent)
        {
            // After a power loss the commits come again under the same numbers.
            _cursors.Sent([(partition, last)]);
            _cursors.Revised(partition, Math.Min(last, _cursors.RevisedThrough(partition)));
            _cursors.Erased(partition, Math.Min(last, _cursors.ErasedThrough(partition)));
        }

        _taken[partition] = _cursors.SentThrough(partition)!.Value;
        _holds.Of(partition).SunkThrough = _taken[partition];
    }

    // Nothing is on its way then, and what is read from here on has it no more. It may be done twice.
    private async Task EraseAsync(CancellationToken cancellationToken)
    {
        ErasureProblem = null;
        for (var partition = 0; partition < _views.Length; partition++)
        {
            foreach (var (device, fromMs, untilMs, commit) in _views[partition].ErasedAfter(_cursors.ErasedThrough(partition)))
            {
                try
                {
                    await _delivery.DeleteAsync(InfluxLayout.Deletion(device, fromMs, untilMs), cancellationToken).ConfigureAwait(false);
                    _cursors.Erased(partition, commit);
                }
                catch (InfluxException refusal) when (refusal.Failure is InfluxFailure.Refused or InfluxFailure.Unauthorized)
                {
                    // A server that deletes nothing (3.x) goes on being sent to; what is to be deleted there is an operator's then.
                    ErasureProblem = $"Erased readings of {device} are still in InfluxDB, which refuses to delete them: {refusal.Message}";
                    break;
                }
            }
        }
    }

    // Segments that were moved unsent, because they took too much room or while there was no sink, are days from then on.
    private void TakeUpMoves(int partition)
    {
        var (days, through) = _views[partition].MovedAfter(_taken[partition]);
        if (days.Count == 0) return;
        _cursors.Owe(partition, days, through);
        _taken[partition] = through;
    }

    private async Task<bool> TakeSegmentsAsync(int partition, CancellationToken cancellationToken)
    {
        for (var count = 0; count < SegmentsAtOnce; count++)
        {
            if (_views[partition].NextSegment(_taken[partition]) is not { } next) return false;
            _segment.Clear();
            _segment.Add(next.Bytes);
            foreach (var series in _segment.Series(0, int.MaxValue))
            {
                _readings.Clear();
                _segment.Read(_readings);
                await AddAsync(partition, series, _readings, cancellationToken).ConfigureAwait(false);
            }

            _taken[partition] = next.Id;
            _passed.Add((partition, next.Id));
        }

        return true;
    }

    private async Task<bool> PayDayAsync(int partition, CancellationToken cancellationToken)
    {
        var owed = _cursors.Owed(partition);
        if (owed.Count == 0) return false;
        var (day, first) = owed[0];
        var count = _views[partition].SeriesCount;
        var next = Math.Min(count, first + SeriesAtOnce);
        foreach (var (series, readings) in _views[partition].ReadDay(day, Enumerable.Range(first, next - first).ToHashSet()).OrderBy(entry => entry.Key))
            await AddAsync(partition, series, readings, cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (next < count) _cursors.Paid(partition, day, next);
        else _cursors.Paid(partition, day);
        return next < count || owed.Count > 1;
    }

    private async Task AddAsync(int partition, int series, List<StoredReading> readings, CancellationToken cancellationToken)
    {
        var name = _names.Of(partition, series, _views[partition]);
        for (var i = 0; i < readings.Count;)
        {
            i += Fill(name, CollectionsMarshal.AsSpan(readings)[i..]);
            if (IsFull) await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // As many of the readings as there is room for.
    private int Fill(byte[] name, ReadOnlySpan<StoredReading> readings)
    {
        var count = 0;
        while (count < readings.Length && (count == 0 || !IsFull))
        {
            ref readonly var reading = ref readings[count++];
            _batch.Begin(name).Float("value"u8, reading.Value).Integer("flag"u8, (int)reading.Flag).Integer("findings"u8, reading.Findings.Bits).End(reading.TimeMs);
        }

        return count;
    }

    private bool IsFull => _batch.Lines >= _options.BatchLines || _batch.Bytes >= Math.Min(_options.BatchBytes, _delivery.BytesTaken);

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _delivery.DeliverAsync(_batch, InfluxLayout.RawPolicy, cancellationToken).ConfigureAwait(false);
        _batch.Clear();
        _cursors.Sent(_passed);
        foreach (var (partition, segment) in _passed) _holds.Of(partition).SunkThrough = segment;
        _passed.Clear();
    }

    private static long? Earliest(long? one, long? other) => one is null || other < one ? other : one;
}
