using System.Collections.Immutable;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Ingestion.Directory;

/// <summary>What the log is to be told of a device, in this order.</summary>
internal sealed record ToldTerms(int Entry, IReadOnlyList<DeviceTerms> Records);

// What registration and profile say of a device, for its grain: with its introduction, and again when it has changed. All
// of its registered terms are told each time, for a grain takes only what follows on the readings that it has stored: so
// telling again changes nothing, and nothing is lost of several changes at once. A device of which nothing is said has no
// record and no place here.
public sealed partial class DeviceDirectory
{
    // By the device's place: what the log has been told, or will be with an introduction.
    private readonly Dictionary<int, ImmutableArray<DatedTerms>> _told = [];

    private const ushort OfNoFile = ushort.MaxValue;

    // By the device's place: the numbers of the profiles that messages in a gateway's format are read by; 0 for none yet,
    // OfNoFile for a sector's plain one. Numbers, for what a profile says may be otherwise after a reload.
    private readonly List<ushort> _profileOfFormat = [];

    // The places of devices that may have to be told, each once.
    private readonly Queue<int> _toTell = new();
    private readonly HashSet<int> _isToTell = [];
    private Rulebook? _rulesNoted;

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

    /// <summary>Has every device with a profile looked at again when there is another rulebook: what delivers may be another way then.</summary>
    /// <returns>How many devices may have to be told.</returns>
    internal int FollowRules()
    {
        lock (_gate)
        {
            var current = _rules.Current;
            for (var entry = 0; !ReferenceEquals(current, _rulesNoted) && entry < _devices.Count; entry++)
                if (ProfileOf(entry, new DeviceValue(_devices.ValueOf(entry))) > 0) ToTell(entry);

            _rulesNoted = current;
            return _toTell.Count;
        }
    }

    /// <summary>
    /// What the log is to be told now: the terms of devices that it knows and that have others by registration or profile.
    /// They are given again, after all others, until the log has been <see cref="Told"/> them.
    /// </summary>
    /// <param name="limit">So many devices are looked at.</param>
    internal List<ToldTerms> TermsToTell(int limit)
    {
        lock (_gate)
        {
            var devices = new List<ToldTerms>();
            for (var left = Math.Min(limit, _toTell.Count); left > 0; left--)
            {
                var entry = _toTell.Dequeue();
                var value = new DeviceValue(_devices.ValueOf(entry));
                var (sequence, terms) = TermsOf(entry, value);
                if (IsTold(entry, terms))
                {
                    _isToTell.Remove(entry);
                    continue;
                }

                _toTell.Enqueue(entry);
                if (value.IsDurable) devices.Add(new ToldTerms(entry, RecordsOf(value.Number, sequence, terms)));
            }

            return devices;
        }
    }

    /// <summary>The log has these.</summary>
    internal void Told(IEnumerable<ToldTerms> devices)
    {
        lock (_gate)
        {
            foreach (var (entry, records) in devices) _told[entry] = [.. records.Select(record => new DatedTerms(record.FromMs, record.Terms))];
        }
    }

    // Under the lock, when a device's registration or profile was looked at.
    private void NoteTerms(int entry, DeviceValue value, Profile? profile = null)
    {
        if (profile is not null)
        {
            while (_profileOfFormat.Count <= entry) _profileOfFormat.Add(0);
            _profileOfFormat[entry] = profile.DefaultFor.IsEmpty && profile.Models.IsEmpty ? OfNoFile : (ushort)_profiles.NumberOf(profile.Name);
        }

        if (!IsTold(entry, TermsOf(entry, value).Terms)) ToTell(entry);
    }

    private void ToTell(int entry)
    {
        if (_isToTell.Add(entry)) _toTell.Enqueue(entry);
    }

    private int ProfileOf(int entry, DeviceValue value) =>
        value.Profile > 0 ? value.Profile : entry < _profileOfFormat.Count ? _profileOfFormat[entry] : 0;

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
        var number = ProfileOf(entry, value);
        if (number == OfNoFile) return Terms.None;
        if (_profiles.Find(number, value.Sector) is { } profile)
            return new() { Lateness = profile.AllowedLateness, DeliveryWindows = profile.DeliveryWindows, JudgesReception = profile.JudgesReception };
        return _told.TryGetValue(entry, out var told) ? told[^1].Terms with { Weight = 1, Parameters = ParameterSet.Empty } : Terms.None;
    }
}
