using SmartSectors.Grains.Log;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Profiles;

namespace SmartSectors.Ingestion.Directory;

// What registration and profile say of a device, for its grain: with its introduction, and again when it has changed. A
// device of which nothing is said has no record and no place here.
public sealed partial class DeviceDirectory
{
    // By the device's place: what the log has been told, or will be with an introduction.
    private readonly Dictionary<int, Terms> _told = [];

    // The profiles of devices that go by the format of their messages, where those say something, or did.
    private readonly Dictionary<int, Profile> _profileOfFormat = [];
    private readonly HashSet<int> _toTell = [];

    /// <summary>Takes in what the grains know, before anybody publishes.</summary>
    public void LoadTerms(IEnumerable<(uint Device, Terms Terms)> known)
    {
        lock (_gate)
        {
            var terms = known.ToDictionary(entry => entry.Device, entry => entry.Terms);
            for (var entry = 0; terms.Count > 0 && entry < _devices.Count; entry++)
            {
                if (terms.Remove(new DeviceValue(_devices.ValueOf(entry)).Number, out var told)) _told[entry] = told;
            }
        }
    }

    /// <summary>
    /// What the log is to be told now: the terms of devices that it knows and that have others by registration or profile.
    /// Once <see cref="Told"/> they are not given again.
    /// </summary>
    internal List<(int Entry, DeviceTerms Record)> TermsToTell(int limit)
    {
        lock (_gate)
        {
            var records = new List<(int, DeviceTerms)>();
            foreach (var entry in _toTell.Order().ToList())
            {
                if (records.Count == limit) break;
                var value = new DeviceValue(_devices.ValueOf(entry));
                var record = TermsRecord(entry, value);
                if (record.Terms == ToldTo(entry)) _toTell.Remove(entry);
                else if (value.IsDurable) records.Add((entry, record));
            }

            return records;
        }
    }

    /// <summary>The log has these.</summary>
    internal void Told(List<(int Entry, DeviceTerms Record)> records)
    {
        lock (_gate)
        {
            foreach (var (entry, record) in records) _told[entry] = record.Terms;
        }
    }

    // Under the lock, when a device's registration or profile was looked at.
    private void NoteTerms(int entry, DeviceValue value, Profile? profile = null)
    {
        if (profile is not null && value.Profile == 0 && (profile.HasTerms || _told.ContainsKey(entry))) _profileOfFormat[entry] = profile;
        if (TermsRecord(entry, value).Terms != ToldTo(entry)) _toTell.Add(entry);
    }

    // With its introduction they hold for all that comes.
    private DeviceTerms? FirstTerms(int entry)
    {
        var record = TermsRecord(entry, new DeviceValue(_devices.ValueOf(entry)));
        if (record.Terms == Terms.None) return null;
        _told[entry] = record.Terms;
        return record;
    }

    private Terms ToldTo(int entry) => _told.GetValueOrDefault(entry, Terms.None);

    // The sequence first: terms that are newer than it says do no harm.
    private DeviceTerms TermsRecord(int entry, DeviceValue value)
    {
        var sequence = _registry.Current.Sequence;
        RegisteredTerms? registered = null;
        if (value.IsRegistered && _registry.Current.TryGetDevice(_devices.Key(entry), out var device)) registered = device.Terms;

        var terms = DeliveryOf(entry, value) with { Weight = registered?.Weight ?? 1, Parameters = registered?.Parameters ?? ParameterSet.Empty };
        return new DeviceTerms(value.Number, registered?.From?.ToUnixTimeMilliseconds() ?? long.MinValue, sequence, terms);
    }

    // What goes by the format is known when the first message of that format has come; till then it is as it was told.
    private Terms DeliveryOf(int entry, DeviceValue value)
    {
        var profile = value.Profile > 0 ? _profiles.Find(value.Profile, value.Sector) : _profileOfFormat.GetValueOrDefault(entry);
        return profile is null ? ToldTo(entry) : DeliveryOf(profile);
    }

    private static Terms DeliveryOf(Profile profile) => new()
    {
        Lateness = profile.AllowedLateness,
        DeliveryWindows = profile.DeliveryWindows,
        JudgesReception = profile.JudgesReception,
    };
}
