using System.Runtime.CompilerServices;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Grains.Devices;

/// <summary>What a grain says of one more reading of a series.</summary>
internal enum Verdict : byte
{
    /// <summary>Newer than everything stored.</summary>
    Newest,

    /// <summary>The same value at the same moment is stored already.</summary>
    Duplicate,

    /// <summary>Another value at the same moment is stored already; the first stands.</summary>
    Conflict,

    /// <summary>Older than the newest, and not in the ring: to be decided, and judged, among the stored readings.</summary>
    Late,
}

/// <summary>
/// The last readings of one (device, indicator), enough to decide every reading that comes in order, and most that come again,
/// without the store: the newest in time order, the newest accepted one that fell out of them, and what their tests carry
/// along. About 150 bytes.
/// </summary>
internal struct SeriesState
{
    /// <summary>
    /// What comes after the second oldest is mostly decided here; what is older takes the store. Three entries more would
    /// cost what the tests' state does.
    /// </summary>
    public const int RingSize = 5;

    /// <summary>Readings older than this may not be accepted: a ring cannot hold them. Under 2³² ms, with room for clocks ahead.</summary>
    public static readonly TimeSpan LongestHorizon = TimeSpan.FromDays(45);

    public ushort Indicator;

    // Two bits a ring entry: flag − 1, by slot.
    private ushort _flags;
    private byte _head;

    public byte Count;

    // A bit a ring entry, by slot: its tests at receipt found something, which its flag alone does not tell.
    private byte _findings;

    // The lowest bit: something waits in the late batch. Above it: how many of the newest ring entries were calm.
    private byte _pendingAndCalm;

    public int Device;

    /// <summary>Its durable number in the partition, which segments name.</summary>
    public int Number;

    /// <summary>The place of its site's series, where the device is now.</summary>
    public int SiteSeries;

    /// <summary>The next series of the same device, −1 at the end.</summary>
    public int Next;

    /// <summary>What its tests know after its newest reading; empty without readings.</summary>
    public QualityState Quality;

    /// <summary>Of the quarter-hour of its newest reading: how many of its readings were judged, and passed.</summary>
    public JudgedCount Judged;

    /// <summary>Readings stored promptly in the quarter-hour in which its device was last heard (<c>CellCriteria.PromptMs</c>).</summary>
    public uint Prompt;

    // Slots begin and end at whole seconds, as periods are; 2³² of them reach to the year 2106.
    private uint _activeSlotSeconds;
    private uint _slotEndSeconds;

    // How much older each entry is than the newest: half the bytes of as many moments. An entry whose age does not fit (49
    // days) leaves the ring: nothing as old as that is accepted any more. It stands here so that there are no gaps.
    private Ring<uint> _ages;

    /// <summary>Slots before this one are neither expected nor counted as received.</summary>
    public long ActiveSlotMs
    {
        readonly get => _activeSlotSeconds * 1000L;
        set => _activeSlotSeconds = (uint)Math.Clamp(value / 1000, 0, uint.MaxValue);
    }

    /// <summary>Where the slot of the newest reading ends.</summary>
    public long SlotEndMs
    {
        readonly get => _slotEndSeconds * 1000L;
        set => _slotEndSeconds = (uint)Math.Clamp(value / 1000, 0, uint.MaxValue);
    }

    /// <summary>The newest reading with a flag under 4 that is older than the ring; <see cref="long.MinValue"/> for none.</summary>
    public long DroppedTimeMs;

    public double DroppedValue;

    private long _newestMs;
    private Ring<double> _values;

    public readonly long NewestMs => _newestMs;

    /// <summary>Something of it waits in the late batch; not stored, for a commit decides it.</summary>
    public bool HasPending
    {
        readonly get => (_pendingAndCalm & 1) != 0;
        set => _pendingAndCalm = (byte)((_pendingAndCalm & ~1) | (value ? 1 : 0));
    }

    /// <summary>
    /// No run was long at any of its ring entries (<see cref="QualityControl.IsCalm"/>). Not stored, as it only tells sooner
    /// what stored readings tell: after a start it takes as many readings as the ring has.
    /// </summary>
    public readonly bool IsCalm => _pendingAndCalm >> 1 >= Count;

    /// <summary>The moment of the oldest ring entry; there must be one.</summary>
    public readonly long OldestMs => TimeAt(_head);

    /// <summary>The ring entry of a rank, 0 the oldest.</summary>
    public readonly (long TimeMs, double Value, ReadingFlag Flag) this[int rank] =>
        (TimeAt(Slot(rank)), _values[Slot(rank)], FlagAt(Slot(rank)));

    /// <summary>Whether the reading is new, and if not, what it is.</summary>
    public readonly Verdict Judge(long timeMs, double value)
    {
        if (Count == 0 || timeMs > NewestMs) return Verdict.Newest;

        for (var rank = Count - 1; rank >= 0; rank--)
        {
            var time = TimeAt(Slot(rank));
            if (time < timeMs) break;
            if (time == timeMs) return _values[Slot(rank)].Equals(value) ? Verdict.Duplicate : Verdict.Conflict;
        }

        return Verdict.Late;
    }

    /// <summary>The tests at receipt of the ring entry of a rank found something.</summary>
    public readonly bool HasFindings(int rank) => (_findings & (1 << Slot(rank))) != 0;

    /// <summary>Appends a reading that is newer than all.</summary>
    public void Append(long timeMs, double value, ReadingFlag flag, bool hasFindings = false)
    {
        if (Count == RingSize) DropOldest();
        Age(timeMs);
        Put(Slot(Count++), 0, value, flag, hasFindings);
    }

    /// <summary>Tells whether it was calm at the reading that was appended.</summary>
    public void NoteCalm(bool isCalm) => SetCalm(isCalm ? (_pendingAndCalm >> 1) + 1 : 0);

    /// <summary>Tells at how many of the newest readings it was calm.</summary>
    public void SetCalm(int calm) => _pendingAndCalm = (byte)((Math.Min(calm, RingSize) << 1) | (_pendingAndCalm & 1));

    /// <summary>Inserts a reading that is newer than the oldest of the ring, or any while the ring is not full.</summary>
    public void Insert(long timeMs, double value, ReadingFlag flag, bool hasFindings)
    {
        if (Count == RingSize) DropOldest();
        var age = (uint)(_newestMs - timeMs);
        var rank = (int)Count++;
        while (rank > 0 && _ages[Slot(rank - 1)] < age)
        {
            var from = Slot(rank - 1);
            Put(Slot(rank), _ages[from], _values[from], FlagAt(from), HasFindings(rank - 1));
            rank--;
        }

        Put(Slot(rank), age, value, flag, hasFindings);
    }

    /// <summary>Takes notice of an accepted reading older than the ring.</summary>
    public void NoteOlder(long timeMs, double value)
    {
        if (timeMs <= DroppedTimeMs) return;
        DroppedTimeMs = timeMs;
        DroppedValue = value;
    }

    /// <summary>Forgets the accepted reading older than the ring: it was flagged 4, and the one before it is to be found.</summary>
    public void ForgetOlder() => (DroppedTimeMs, DroppedValue) = (long.MinValue, 0);

    /// <summary>A reading was flagged anew; nothing when it is not in the ring.</summary>
    public void Reflag(long timeMs, ReadingFlag flag, bool hasFindings)
    {
        for (var rank = Count - 1; rank >= 0; rank--)
        {
            var slot = Slot(rank);
            if (TimeAt(slot) != timeMs) continue;
            SetFlag(slot, flag);
            SetFindings(slot, hasFindings);
            return;
        }
    }

    /// <summary>The newest accepted reading before a moment; false when there is none.</summary>
    /// <remarks>Right for every moment after the ring's oldest, and for all while the ring is not full.</remarks>
    public readonly bool TryFindAcceptedBefore(long timeMs, out long foundMs, out double value)
    {
        for (var rank = Count - 1; rank >= 0; rank--)
        {
            var slot = Slot(rank);
            if (TimeAt(slot) >= timeMs || FlagAt(slot) == ReadingFlag.Fail) continue;
            (foundMs, value) = (TimeAt(slot), _values[slot]);
            return true;
        }

        (foundMs, value) = (DroppedTimeMs, DroppedValue);
        return foundMs != long.MinValue;
    }

    private void DropOldest()
    {
        if (FlagAt(_head) != ReadingFlag.Fail) NoteOlder(TimeAt(_head), _values[_head]);
        _head = (byte)Slot(1);
        Count--;
    }

    // Makes a newer moment the newest.
    private void Age(long timeMs)
    {
        var by = Count == 0 ? 0 : timeMs - _newestMs;
        while (Count > 0 && _ages[_head] + by > uint.MaxValue) DropOldest();
        foreach (ref var age in (Span<uint>)_ages) age = (uint)(age + by);
        _newestMs = timeMs;
    }

    private void Put(int slot, uint age, double value, ReadingFlag flag, bool hasFindings)
    {
        _ages[slot] = age;
        _values[slot] = value;
        SetFlag(slot, flag);
        SetFindings(slot, hasFindings);
    }

    private void SetFindings(int slot, bool hasFindings) =>
        _findings = (byte)((_findings & ~(1 << slot)) | (hasFindings ? 1 << slot : 0));

    private void SetFlag(int slot, ReadingFlag flag) =>
        _flags = (ushort)((_flags & ~(3 << (slot * 2))) | (((int)flag - 1) << (slot * 2)));

    private readonly long TimeAt(int slot) => _newestMs - _ages[slot];

    private readonly ReadingFlag FlagAt(int slot) => (ReadingFlag)(((_flags >> (slot * 2)) & 3) + 1);

    private readonly int Slot(int rank)
    {
        var slot = _head + rank;
        return slot < RingSize ? slot : slot - RingSize;
    }

    [InlineArray(RingSize)]
    private struct Ring<T>
    {
        private T _first;
    }
}
