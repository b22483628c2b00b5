using System.Collections.Immutable;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Profiles;

namespace SmartSectors.Ingestion.Directory;

/// <summary>What the log is to be told of a device, in this order.</summary>
internal sealed record TermsToTell(int Entry, IReadOnlyList<DeviceTerms> Records);

// What registration and profile say of a device, for its grain: with its introduction, and again when it has changed. All
// of its registered terms are told each time, for a grain takes only what follows on the readings that it has stored: so
// telling again changes nothing, and nothing is lost of several changes at once. A device of which nothing is said has no
// record and no place here.
public sealed partial class DeviceDirectory
{
    // By the device's place: what the log has been told, or will be with an introduction.
    private readonly Dictionary<int, ImmutableArray<DatedTerms>> _told = [];

    // The profiles of devices that go by the format of their messages, where those say something, or did.
    private readonly Dictionary<int, Profile> _profileOfFormat = [];
    private readonly HashSet<int> _toTell = [];

    /// <summary>Takes in the newest terms that the grains know, before anybody publishes.</summary>
    public void LoadTerms(IEnumerable<(uint Device, Terms Terms)> known)
    {
        lock (_gate)
        {
            var terms = known.ToDictionary(entry => entry.Device, entry => entry.Terms);
            for (var entry = 0; terms.Count > 0 && entry < _devices.Count; entry++)
            {
                if (terms.Remove(new DeviceValue(_devices.ValueOf(entry)).Number, out var told)) _told[entry] = [new DatedTerms(long.MinValue, told)];
            }
        }
    }

    /// <summary>
    /// What the log is to be told now: the terms of devices that it knows and that have others by registration or profile.
    /// Once <see cref="Told"/> they are not given again.
    /// </summary>
    /// <param name="limit">Of devices.</param>
    internal List<TermsToTell> TermsToTell(int limit)
    {
        lock (_gate)
        {
            var devices = new List<TermsToTell>();
            foreach (var entry in _toTell.Order().ToList())
            {
                if (devices.Count == limit) break;
                var value = new DeviceValue(_devices.ValueOf(entry));
                var (sequence, terms) = TermsOf(entry, value);
                if (IsTold(entry, terms)) _toTell.Remove(entry);
                else if (value.IsDurable) devices.Add(new TermsToTell(entry, RecordsOf(value.Number, sequence, terms)));
            }

            return devices;
        }
    }

    /// <summary>The log has these.</summary>
    internal void Told(IEnumerable<TermsToTell> devices)
    {
        lock (_gate)
        {
            foreach (var (entry, records) in devices) _told[entry] = [.. records.Select(record => new DatedTerms(record.FromMs, record.Terms))];
        }
    }

    // Under the lock, when a device's registration or profile was looked at.
    private void NoteTerms(int entry, DeviceValue value, Profile? profile = null)
    {
        if (profile is not null && value.Profile == 0 && (profile.HasTerms || _told.ContainsKey(entry))) _profileOfFormat[entry] = profile;
        if (!IsTold(entry, TermsOf(entry, value).Terms)) _toTell.Add(entry);
    }

    // With its introduction they hold for all that comes.
    private IReadOnlyList<DeviceTerms> FirstTerms(int entry)
    {
        var value = new DeviceValue(_devices.ValueOf(entry));
        var (sequence, terms) = TermsOf(entry, value);
        if (SaysNothing(terms)) return [];
        _told[entry] = terms;
        return RecordsOf(value.Number, sequence, terms);
    }

    private bool IsTold(int entry, ImmutableArray<DatedTerms> terms) =>
        _told.TryGetValue(entry, out var told) ? terms.AsSpan().SequenceEqual(told.AsSpan()) : SaysNothing(terms);

    // The sequence first: terms that are newer than it says do no harm.
    private (long Sequence, ImmutableArray<DatedTerms> Terms) TermsOf(int entry, DeviceValue value)
    {
        var sequence = _registry.Current.Sequence;
        ImmutableArray<RegisteredTerms> registered = [];
        if (value.IsRegistered && _registry.Current.TryGetDevice(_devices.Key(entry), out var device)) registered = _registry.Current.TermsOf(device.Id);

        // How it delivers holds from the beginning on, whenever somebody said what it counts.
        var delivery = DeliveryOf(entry, value);
        var terms = ImmutableArray.CreateBuilder<DatedTerms>(registered.Length + 1);
        if (registered.IsEmpty || registered[0].From is not null) terms.Add(new DatedTerms(long.MinValue, delivery));
        foreach (var (weight, parameters, from) in registered)
            terms.Add(new DatedTerms(from?.ToUnixTimeMilliseconds() ?? long.MinValue, delivery with { Weight = weight, Parameters = parameters }));
        return (sequence, terms.ToImmutable());
    }

    private static bool SaysNothing(ImmutableArray<DatedTerms> terms) => terms is [{ Terms: var only }] && only == Terms.None;

    private static IReadOnlyList<DeviceTerms> RecordsOf(uint device, long sequence, ImmutableArray<DatedTerms> terms) =>
        [.. terms.Select(dated => new DeviceTerms(device, dated.FromMs, sequence, dated.Terms))];

    // What goes by the format is known when the first message of that format has come; till then it is as it was told.
    private Terms DeliveryOf(int entry, DeviceValue value)
    {
        var profile = value.Profile > 0 ? _profiles.Find(value.Profile, value.Sector) : _profileOfFormat.GetValueOrDefault(entry);
        if (profile is not null) return new() { Lateness = profile.AllowedLateness, DeliveryWindows = profile.DeliveryWindows, JudgesReception = profile.JudgesReception };
        return _told.TryGetValue(entry, out var told) ? told[^1].Terms with { Weight = 1, Parameters = ParameterSet.Empty } : Terms.None;
    }
}
