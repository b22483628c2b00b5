using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Cells;

/// <summary>
/// What is kept of (area or site, partition, indicator, window, start), as <c>aggregation.md</c> defines it. Everything
/// merges exactly, in any order and grouping; two cells with the same content have the same encoding
/// (<see cref="CellCodec"/>), which is how recomputations are compared.
/// </summary>
public sealed class Cell
{
    /// <summary>Readings with flag 1, 2 or 3; flag 4 never enters.</summary>
    public long Count => Pass + Unevaluated + Suspect;

    public long Pass { get; internal set; }

    public long Unevaluated { get; internal set; }

    public long Suspect { get; internal set; }

    public long Fail { get; internal set; }

    /// <summary>Σv in 10⁻⁶ of the unit.</summary>
    public Int128 Sum { get; internal set; }

    /// <summary>Σv² in 10⁻¹² of the unit squared, of the values rounded to 10⁻⁶: so the variance is never negative.</summary>
    public Int128 SumSquares { get; internal set; }

    /// <summary>The least value; +∞ while <see cref="Count"/> is zero.</summary>
    public double Min { get; internal set; } = double.PositiveInfinity;

    /// <summary>The greatest value; −∞ while <see cref="Count"/> is zero.</summary>
    public double Max { get; internal set; } = double.NegativeInfinity;

    /// <summary>Σw∫v dt of held values in 10⁻⁶·ms, where the indicator's method has it (see <see cref="OwnState"/>).</summary>
    public Int128 OwnSum { get; internal set; }

    /// <summary>Σw·ms observed.</summary>
    public Int128 OwnWeight { get; internal set; }

    /// <summary>Period slots that began in the window while their device was active.</summary>
    public long Expected { get; internal set; }

    /// <summary>Those of them in which a reading was stored.</summary>
    public long Received { get; internal set; }

    /// <summary>Distinct devices of the child cells of other sites; zero in a site's own cell.</summary>
    public long DevicesOfChildren { get; internal set; }

    /// <summary>Distinct devices that contributed.</summary>
    public long Devices => DevicesOfChildren + _devices.Count;

    public QuantileSketch Sketch { get; private set; } = new();

    /// <summary>The newest reading of a site, where its indicator's own value is that; it is not merged above the site.</summary>
    public LastReading? Last { get; internal set; }

    /// <summary>The device values of slots, where the indicator's own value is their percentile; null while there is none.</summary>
    public SlotSketch? DeviceSlots { get; internal set; }

    /// <summary>The criteria of its devices, by quarter-hours; null while there is nothing to say of them.</summary>
    public CellCriteria? Criteria { get; internal set; }

    private DeviceSet _devices;

    /// <summary>Those of a site's own cell, by their ordinals in its shard.</summary>
    public DeviceSet ContributingDevices => _devices;

    internal ref DeviceSet DeviceSet => ref _devices;

    /// <summary>True when merging it changes nothing.</summary>
    public bool IsEmpty =>
        Pass == 0 && Unevaluated == 0 && Suspect == 0 && Fail == 0 && OwnSum == 0 && OwnWeight == 0 && Expected == 0 && Received == 0 && Devices == 0
        && Last is null && DeviceSlots is not { BinCount: > 0 } && Criteria is not { IsEmpty: false };

    /// <summary>Adds one reading.</summary>
    /// <param name="device">The device's ordinal in its site.</param>
    public void Add(double value, ReadingFlag flag, int device)
    {
        CountFlag(flag, 1);
        if (flag == ReadingFlag.Fail) return;

        var units = FixedPoint.From(value);
        Sum += units;
        SumSquares += Math.BigMul(units, units);
        if (value < Min) Min = value;
        if (value > Max) Max = value;
        Sketch.Add(value);
        _devices.Add(device);
    }

    /// <summary>
    /// A reading that is in it was flagged anew. Neither flag may be 4: that changes what is in the cell, which cannot be
    /// taken out of its ends and devices (<see cref="ReplaceStatistics"/>).
    /// </summary>
    public void Reflag(ReadingFlag before, ReadingFlag now)
    {
        CountFlag(before, -1);
        CountFlag(now, 1);
    }

    /// <summary>Adds to the own value's sums; either may be negative, as when a late reading cuts an earlier one's hold.</summary>
    public void AddOwn(Int128 sum, Int128 weight)
    {
        OwnSum += sum;
        OwnWeight += weight;
    }

    /// <summary>Takes notice of a reading, for the own value of a site that is its last; of two at one moment the greater stands.</summary>
    public void NoteLast(long timeMs, double value) => NoteLast(new LastReading(timeMs, value));

    /// <summary>Changes a device's value of one slot, for percentiles of devices; null for none, before or now.</summary>
    public void ChangeDeviceSlot(double? before, double? now)
    {
        if (before is { } old) (DeviceSlots ??= new SlotSketch()).Remove(old);
        if (now is { } value) (DeviceSlots ??= new SlotSketch()).Add(value);
    }

    /// <summary>A percentile of the devices' slots, null without any.</summary>
    public double? SlotQuantile(double q) => DeviceSlots?.Quantile(q);

    public void AddSlots(long expected, long received)
    {
        Expected += expected;
        Received += received;
    }

    /// <summary>The criteria, to be added to.</summary>
    public CellCriteria GatherCriteria() => Criteria ??= new CellCriteria();

    /// <summary>Merges a cell of the same site: another window, or a late change.</summary>
    public void MergeSameSite(Cell other)
    {
        MergeStatistics(other);
        MergeOwn(other);
    }

    /// <summary>Merges what the readings of a cell of the same site are, one by one: counts, sums, ends, sketch, devices, last.</summary>
    public void MergeStatistics(Cell other)
    {
        MergeCounts(other);
        if (other.Last is { } last) NoteLast(last);
        DevicesOfChildren += other.DevicesOfChildren;
        _devices.Merge(other._devices);
    }

    /// <summary>Merges the other part: the own value's sums, slots of all kinds and the criteria. Of it everything can be taken back.</summary>
    public void MergeOwn(Cell other)
    {
        OwnSum += other.OwnSum;
        OwnWeight += other.OwnWeight;
        Expected += other.Expected;
        Received += other.Received;
        if (other.DeviceSlots is { BinCount: > 0 } slots) (DeviceSlots ??= new SlotSketch()).Merge(slots);
        if (other.Criteria is { IsEmpty: false } criteria) GatherCriteria().Merge(criteria);
    }

    /// <summary>Takes over what <see cref="MergeStatistics"/> merges from a cell that is not used any more, and keeps its own part.</summary>
    public void ReplaceStatistics(Cell recomputed)
    {
        (Pass, Unevaluated, Suspect, Fail) = (recomputed.Pass, recomputed.Unevaluated, recomputed.Suspect, recomputed.Fail);
        (Sum, SumSquares, Min, Max) = (recomputed.Sum, recomputed.SumSquares, recomputed.Min, recomputed.Max);
        (Sketch, Last, DevicesOfChildren) = (recomputed.Sketch, recomputed.Last, recomputed.DevicesOfChildren);
        _devices = recomputed._devices;
    }

    /// <summary>Merges a child of another site or area: its devices are distinct from all others.</summary>
    public void MergeChild(Cell other)
    {
        MergeCounts(other);
        MergeOwn(other);
        DevicesOfChildren += other.Devices;
    }

    /// <summary>Makes it as new, for the next use; its sketch keeps its room.</summary>
    internal void Clear()
    {
        (Pass, Unevaluated, Suspect, Fail) = (0, 0, 0, 0);
        (Sum, SumSquares, Min, Max) = (0, 0, double.PositiveInfinity, double.NegativeInfinity);
        (OwnSum, OwnWeight, Expected, Received, DevicesOfChildren) = (0, 0, 0, 0, 0);
        (Last, DeviceSlots, Criteria) = (null, null, null);
        _devices = default;
        Sketch.Load(0);
    }

    public Cell Clone()
    {
        var clone = new Cell();
        clone.MergeSameSite(this);
        return clone;
    }

    private void CountFlag(ReadingFlag flag, int by)
    {
        switch (flag)
        {
            case ReadingFlag.Fail:
                Fail += by;
                break;
            case ReadingFlag.Pass:
                Pass += by;
                break;
            case ReadingFlag.Suspect:
                Suspect += by;
                break;
            default:
                Unevaluated += by;
                break;
        }
    }

    private void MergeCounts(Cell other)
    {
        Pass += other.Pass;
        Unevaluated += other.Unevaluated;
        Suspect += other.Suspect;
        Fail += other.Fail;
        Sum += other.Sum;
        SumSquares += other.SumSquares;
        if (other.Min < Min) Min = other.Min;
        if (other.Max > Max) Max = other.Max;
        Sketch.Merge(other.Sketch);
    }

    private void NoteLast(LastReading reading)
    {
        if (Last is { } last && (last.TimeMs > reading.TimeMs || (last.TimeMs == reading.TimeMs && last.Value >= reading.Value))) return;
        Last = reading;
    }
}

/// <summary>The newest reading of a site's window.</summary>
public sealed record LastReading(long TimeMs, double Value);
