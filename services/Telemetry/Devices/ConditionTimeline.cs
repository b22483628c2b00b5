using SmartSectors.Telemetry.Binary;

namespace SmartSectors.Telemetry.Devices;

/// <summary>
/// What one source says of a device's condition over time: normal, and then what holds from moments on. What is said later
/// stands over what was said before, as far as it reaches. A value: equal words in equal order give equal timelines.
/// </summary>
public sealed class ConditionTimeline
{
    /// <summary>The moments of change that are kept; beyond, the oldest goes: before the first kept the device was normal.</summary>
    public const int MostChanges = 256;

    private readonly List<Change> _changes = [];

    /// <summary>From a moment on, until the next.</summary>
    private readonly record struct Change(long FromMs, DeviceCondition Condition);

    /// <summary>Nothing but normal, ever.</summary>
    public bool IsEmpty => _changes.Count == 0;

    public DeviceCondition At(long timeMs) => PlaceOf(timeMs) is >= 0 and var at ? _changes[at].Condition : DeviceCondition.Normal;

    /// <summary>The stretch around a moment over which the condition stays what it is then; MinValue and MaxValue where it has no end.</summary>
    public (long FromMs, long UntilMs) Around(long timeMs)
    {
        var at = PlaceOf(timeMs);
        return (at < 0 ? long.MinValue : _changes[at].FromMs, at + 1 < _changes.Count ? _changes[at + 1].FromMs : long.MaxValue);
    }

    /// <summary>Says what the condition was, or will be, over [from, until). False when that was known.</summary>
    /// <param name="untilMs">MaxValue for until something else is said.</param>
    public bool Say(long fromMs, long untilMs, DeviceCondition condition)
    {
        if (fromMs >= untilMs) return false;
        var (first, after) = (PlaceOf(fromMs - 1) + 1, At(untilMs));
        var end = _changes.FindIndex(first, change => change.FromMs > untilMs);
        if (end < 0) end = _changes.Count;

        var before = first > 0 ? _changes[first - 1].Condition : DeviceCondition.Normal;
        var said = new List<Change>(2);
        if (condition != before) said.Add(new Change(fromMs, condition));
        if (untilMs != long.MaxValue && after != condition) said.Add(new Change(untilMs, after));
        if (said.SequenceEqual(_changes[first..end])) return false;

        _changes.RemoveRange(first, end - first);
        _changes.InsertRange(first, said);
        if (_changes.Count > MostChanges) _changes.RemoveRange(0, _changes.Count - MostChanges);
        return true;
    }

    /// <summary>Forgets what was before a moment of which nobody asks any more; the condition at it stays.</summary>
    public void ForgetBefore(long timeMs)
    {
        var at = PlaceOf(timeMs);
        if (at < 0) return;
        _changes.RemoveRange(0, _changes[at].Condition is DeviceCondition.Normal ? at + 1 : at);
    }

    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint((ulong)_changes.Count);
        foreach (var (fromMs, condition) in _changes)
        {
            writer.WriteSigned(fromMs);
            writer.WriteByte((byte)condition);
        }
    }

    public static ConditionTimeline Read(ref ByteReader reader)
    {
        var timeline = new ConditionTimeline();
        for (var left = reader.ReadCount(); left > 0; left--) timeline._changes.Add(new Change(reader.ReadSigned(), ReadCondition(ref reader)));
        return timeline;
    }

    /// <summary>Reads a condition's number.</summary>
    public static DeviceCondition ReadCondition(ref ByteReader reader) => reader.ReadByte() is var number && number <= (byte)DeviceCondition.Maintenance
        ? (DeviceCondition)number
        : throw new InvalidDataException($"CORRUPT: a device's condition is {number}, which this version does not know.");

    // The last change that is not after a moment; −1 for none.
    private int PlaceOf(long timeMs)
    {
        var at = _changes.Count - 1;
        while (at >= 0 && _changes[at].FromMs > timeMs) at--;
        return at;
    }
}
