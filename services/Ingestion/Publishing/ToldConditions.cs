using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion;

/// <summary>What a device said of itself at the moment of one of its samples.</summary>
internal readonly record struct ConditionWord(uint Device, long TimeMs, DeviceCondition Condition);

/// <summary>
/// The last word of each device that tells its condition, so that the log gets a record of it when it changes and not with
/// each message. Only a device whose profile has a field for it has a place here. After a restart the first word of each
/// is told again, which changes nothing.
/// </summary>
internal sealed class ToldConditions
{
    // The partitions' own: a word that they would not take must not be the last.
    private static readonly AcceptanceOptions s_acceptance = new();

    // One a partition, each with its own lock.
    private readonly Dictionary<uint, (long TimeMs, DeviceCondition Condition)>[] _last =
        [.. Enumerable.Range(0, Numbers.PartitionCount).Select(_ => new Dictionary<uint, (long, DeviceCondition)>())];

    /// <summary>
    /// What the log is to be told; null for what it knows. A word holds until the device says something else; one that comes
    /// after a later one, as when a gateway delivers what had gathered, is of its own moment alone.
    /// </summary>
    public DeviceReported? Take(in ConditionWord word, long receiptMs)
    {
        if (Acceptance.Judge(word.TimeMs, receiptMs, s_acceptance) is not RejectReason.None) return null;

        var known = _last[Numbers.PartitionOf(word.Device)];
        lock (known)
        {
            var isKnown = known.TryGetValue(word.Device, out var last);
            if (isKnown && word.TimeMs < last.TimeMs) return RecordOf(word, word.TimeMs + 1);
            known[word.Device] = (word.TimeMs, word.Condition);
            return isKnown && last.Condition == word.Condition ? null : RecordOf(word, long.MaxValue);
        }
    }

    private static DeviceReported RecordOf(in ConditionWord word, long untilMs) =>
        new(word.Device, ConditionSource.Device, word.Condition, word.TimeMs, untilMs);
}
