using SmartSectors.Grains.Devices;
using SmartSectors.Grains.Log;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Partitions;

// What registration and profile say of devices: kept aside, for most of a million have nothing said of them. A reading
// has the terms of its own moment, so what a late one brings does not depend on when it comes.
public sealed partial class Partition
{
    private readonly Dictionary<int, TermsEntry> _terms = [];
    private readonly HashSet<int> _touchedTerms = [];

    private void Apply(in DeviceTerms given)
    {
        var index = Numbers.IndexOf(given.Device);
        ref var device = ref DeviceAt(index);
        var known = _terms.GetValueOrDefault(index);
        if (given.Sequence < known?.Sequence) return; // Overtaken, be it by the word that nothing is said.

        // After all that it has stored; before its first reading nothing is booked, and any moment will do.
        var newest = NewestOf(index);
        var from = newest == long.MinValue ? given.FromMs : Math.Max(given.FromMs, newest + 1);
        var dated = known?.Dated.FindAll(terms => terms.FromMs < from) ?? [];
        if ((dated.Count > 0 ? dated[^1].Terms : Terms.None) != given.Terms) dated.Add(new DatedTerms(from, given.Terms));
        if (known is not null && known.Sequence == given.Sequence && known.Dated.SequenceEqual(dated)) return;

        _terms[index] = new TermsEntry(index, given.Sequence, dated);
        device.HasTerms = true;
        _touchedTerms.Add(index);
        Touch(index, ref device);
    }

    /// <summary>The terms of a device at a moment.</summary>
    private Terms TermsAt(int device, long timeMs) => _devices[device].HasTerms ? DatedTerms.At(_terms[device].Dated, timeMs) : Terms.None;

    /// <summary>What its indicator's own value is to know of the device of an accepted reading.</summary>
    private DeviceFacts FactsOf(in SeriesState series, IndicatorRules rules, long timeMs)
    {
        var facts = _devices[series.Device].HasTerms ? TermsAt(series.Device, timeMs).FactsFor(rules.Indicator) : DeviceFacts.None;
        return rules.OwnState == OwnState.Harmonic ? facts with { PairedFlow = PairedFlowAt(series, rules, timeMs) } : facts;
    }

    /// <summary>The newest terms of the devices that have any, by their durable numbers.</summary>
    public IReadOnlyList<(uint Device, Terms Terms)> KnownTerms() =>
        [.. _terms.Values.Where(entry => entry.Dated.Count > 0).Select(entry => (Numbers.Of(Number, entry.Index), entry.Dated[^1].Terms))];

    private void WriteTerms(ref ByteWriter writer, int index)
    {
        writer.WriteByte((byte)Entry.Terms);
        _terms[index].Write(ref writer);
    }

    private void ReadTerms(ref ByteReader reader, long commit, Dictionary<(StatePageKind, int), long>? newerThan)
    {
        var entry = TermsEntry.Read(ref reader);
        if (!IsNewsOfDevice(entry.Index, commit, newerThan)) return;
        _terms[entry.Index] = entry;
        _devices[entry.Index].HasTerms = true;
    }
}
