using System.Diagnostics;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Partitions;

/// <summary>
/// Everything that the blocks applied since the last commit changed, and the cursor: one transaction of the partition's
/// database. Filled by the partition while it applies, reused after each commit.
/// </summary>
public sealed class PartitionCommit
{
    private int[] _series = new int[1024];
    private long[] _times = new long[1024];
    private double[] _values = new double[1024];
    private ReadingFlag[] _flags = new ReadingFlag[1024];
    private QualityFlags[] _findings = new QualityFlags[1024];
    private readonly Dictionary<CellKey, (int Start, int Length)> _cells = [];

    // Not readonly: structs that are written through.
    internal ByteWriter CellBytes = new(4096);
    internal ByteWriter HeadBytes = new(128);

    public long Number { get; internal set; }

    /// <summary>The offset of the last block in it.</summary>
    public long Cursor { get; internal set; }

    /// <summary>The windows that begin before these are closed in this partition, by window.</summary>
    public long[] Frontiers { get; } = new long[5];

    /// <summary>Readings in the order of their decisions; one that was flagged anew stands there again.</summary>
    public int ReadingCount { get; private set; }

    public ReadOnlySpan<int> Series => _series.AsSpan(0, ReadingCount);

    public ReadOnlySpan<long> Times => _times.AsSpan(0, ReadingCount);

    public ReadOnlySpan<double> Values => _values.AsSpan(0, ReadingCount);

    public ReadOnlySpan<ReadingFlag> Flags => _flags.AsSpan(0, ReadingCount);

    public ReadOnlySpan<QualityFlags> Findings => _findings.AsSpan(0, ReadingCount);

    public List<SiteRow> Sites { get; } = [];

    public List<DeviceRow> Devices { get; } = [];

    public List<SeriesRow> NewSeries { get; } = [];

    /// <summary>Stays of devices that leave their state, which stays small so.</summary>
    public List<ResidenceRow> Residences { get; } = [];

    /// <summary>Sites whose commune changed: all their windows move to other areas.</summary>
    public List<int> Reassigned { get; } = [];

    // Traces are telemetry: more than this wait for no cell.
    private const int MaxFeedTraces = 64;

    /// <summary>Sampled messages that had a part in it.</summary>
    public List<ActivityContext> Traces { get; } = [];

    /// <summary>Sampled messages that had a part in its cells: those since the last commit that published any.</summary>
    public List<ActivityContext> FeedTraces { get; } = [];

    /// <summary>Kept samples of refused messages.</summary>
    public List<RefusedMessage> Refused { get; } = [];

    /// <summary>Readings of unknown indicators, to be kept.</summary>
    public List<UnknownRow> Unknown { get; } = [];

    /// <summary>Up to which reading of a name they were taken in: those are kept no longer.</summary>
    public Dictionary<UnknownKey, long> Taken { get; } = [];

    /// <summary>Orders to erase that were received.</summary>
    public List<ErasureOrder> ErasureOrders { get; } = [];

    /// <summary>Readings to erase, those that it holds itself included.</summary>
    public List<ErasedReadings> Erasures { get; } = [];

    public List<StatePage> Pages { get; } = [];

    /// <summary>Deltas of commits before this number are in the pages.</summary>
    public long FirstDeltaNeeded { get; internal set; }

    /// <summary>What it touched of the state; good until the commit is written.</summary>
    public ReadOnlyMemory<byte> Delta { get; internal set; }

    public ReadOnlySpan<byte> Head => HeadBytes.Written;

    /// <summary>The books of the sites that changed: (site index or 0 for unattributed, encoded balance).</summary>
    public List<(int Site, byte[] Balance)> Ledgers { get; } = [];

    /// <summary>The cells to publish; the change feed of this commit is their keys.</summary>
    public IEnumerable<(CellKey Key, ReadOnlyMemory<byte> Bytes)> Cells
    {
        get
        {
            foreach (var (key, (start, length)) in _cells) yield return (key, CellBytes.Buffer.AsMemory(start, length));
        }
    }

    public int CellCount => _cells.Count;

    internal void AddReading(int series, long timeMs, double value, QualityFlags flags)
    {
        if (ReadingCount == _series.Length) Grow();
        _series[ReadingCount] = series;
        _times[ReadingCount] = timeMs;
        _values[ReadingCount] = value;
        _flags[ReadingCount] = flags.Aggregate;
        _findings[ReadingCount] = flags.Findings;
        ReadingCount++;
    }

    /// <summary>One of its readings, as it is stored.</summary>
    internal StoredReading ReadingAt(int index) => new(_times[index], _values[index], _flags[index], _findings[index]);

    internal void AddTrace(in ActivityContext trace)
    {
        Traces.Add(trace);
        if (FeedTraces.Count < MaxFeedTraces) FeedTraces.Add(trace);
    }

    internal void PutCell(in CellKey key, in StoredCell cell)
    {
        var start = CellBytes.Length;
        cell.Write(ref CellBytes);
        _cells[key] = (start, CellBytes.Length - start);
    }

    internal bool TryFindCell(in CellKey key, out StoredCell cell)
    {
        cell = default;
        if (!_cells.TryGetValue(key, out var place)) return false;
        cell = StoredCell.Read(CellBytes.Written.Slice(place.Start, place.Length));
        return true;
    }

    internal void Reset()
    {
        ReadingCount = 0;
        if (CellCount > 0) FeedTraces.Clear();
        _cells.Clear();
        CellBytes.Reset();
        HeadBytes.Reset();
        Delta = default;
        Sites.Clear();
        Devices.Clear();
        NewSeries.Clear();
        Residences.Clear();
        Refused.Clear();
        Unknown.Clear();
        Taken.Clear();
        ErasureOrders.Clear();
        Erasures.Clear();
        Traces.Clear();
        Reassigned.Clear();
        Pages.Clear();
        Ledgers.Clear();
    }

    private void Grow()
    {
        var capacity = _series.Length * 2;
        Array.Resize(ref _series, capacity);
        Array.Resize(ref _times, capacity);
        Array.Resize(ref _values, capacity);
        Array.Resize(ref _flags, capacity);
        Array.Resize(ref _findings, capacity);
    }
}
