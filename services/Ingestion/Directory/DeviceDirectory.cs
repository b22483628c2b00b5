using System.Text;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Collections;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Directory;

/// <summary>A device as the stores know it.</summary>
public readonly record struct KnownDevice(uint Number, string Id, uint Site);

/// <summary>A site shard as the stores know it.</summary>
/// <param name="Area">As <see cref="SiteSeen"/> has it.</param>
public readonly record struct KnownSite(uint Number, Sector Sector, string Id, string Area);

/// <summary>
/// From a topic to a device's durable number. The common case is one look-up without a lock; the first message of a
/// device takes the lock, asks the registry and gives it its number. Until the log has a device's introduction, every
/// batch that names it carries the introduction again, so that no order between connections matters.
/// </summary>
public sealed partial class DeviceDirectory
{
    private readonly DeviceRegistry _registry;
    private readonly CurrentRulebook _rules;
    private readonly DeviceProfiles _profiles;
    private readonly IngestionOptions _options;
    private readonly Lock _gate = new();

    // Both hold a DeviceValue: by the topic, and by the device's id.
    private readonly InternTable _topics = new();
    private readonly InternTable _devices = new();
    private readonly Dictionary<string, SiteEntry> _sites = new(StringComparer.Ordinal);

    // By partition, and there by the devices' places; null where a number was never used.
    private readonly List<SiteEntry?>[] _homes = new List<SiteEntry?>[Numbers.PartitionCount];

    // The same for their entries among the devices, which have their ids.
    private readonly List<int>[] _entries = new List<int>[Numbers.PartitionCount];
    private readonly int[] _nextDevice = new int[Numbers.PartitionCount];
    private readonly int[] _nextSite = new int[Numbers.PartitionCount];
    private int _letIn; // devices without a registration

    public DeviceDirectory(DeviceRegistry registry, CurrentRulebook rules, IngestionOptions options)
    {
        _registry = registry;
        _rules = rules;
        _profiles = new DeviceProfiles(rules);
        _options = options;
        foreach (ref var homes in _homes.AsSpan()) homes = [];
        foreach (ref var entries in _entries.AsSpan()) entries = [];
        _nextDevice.AsSpan().Fill(1);
        _nextSite.AsSpan().Fill(1);
    }

    public int DeviceCount
    {
        get
        {
            lock (_gate) return _devices.Count;
        }
    }

    /// <summary>Topics that are found without the lock.</summary>
    internal int TopicCount
    {
        get
        {
            lock (_gate) return _topics.Count;
        }
    }

    public int SiteCount
    {
        get
        {
            lock (_gate) return _sites.Count;
        }
    }

    /// <summary>Takes in what the stores know, before anybody publishes.</summary>
    public void Load(IEnumerable<KnownSite> sites, IEnumerable<KnownDevice> devices)
    {
        lock (_gate)
        {
            var byNumber = new Dictionary<uint, SiteEntry>();
            foreach (var known in sites)
            {
                if (!_sites.TryGetValue(known.Id, out var site))
                {
                    var isLarge = _registry.Current.TryGetSite(known.Id, out var registered) && registered.IsLarge;
                    _sites.Add(known.Id, site = new SiteEntry(known.Id, known.Sector, "", isLarge));
                }

                var partition = Numbers.PartitionOf(known.Number);
                if (known.Area.Length == ProvinceDigits)
                {
                    site.AddRoaming(partition, known.Area, known.Number);
                    _roamingShards++;
                }
                else
                {
                    if (site.Commune.Length == 0) site.Commune = known.Area;
                    site.AddShard(partition, known.Number);
                }

                byNumber.Add(known.Number, site);
                _nextSite[partition] = Math.Max(_nextSite[partition], Numbers.IndexOf(known.Number) + 1);
            }

            Span<byte> id = stackalloc byte[256];
            foreach (var known in devices)
            {
                var length = Encoding.UTF8.GetBytes(known.Id, id);
                var site = byNumber[known.Site];
                SetHome(known.Number, site, _devices.Add(id[..length], Counted(new DeviceValue(known.Number, site.Sector), id[..length]).AsDurable().Bits));
                var partition = Numbers.PartitionOf(known.Number);
                _nextDevice[partition] = Math.Max(_nextDevice[partition], Numbers.IndexOf(known.Number) + 1);
            }
        }
    }

    /// <summary>The durable number of a device, for those who ask by id.</summary>
    public bool TryFindDevice(string id, out uint number)
    {
        Span<byte> bytes = stackalloc byte[256];
        number = 0;
        if (!Encoding.UTF8.TryGetBytes(id, bytes, out var length) || !_devices.TryFind(bytes[..length], out var value, out _)) return false;
        number = new DeviceValue(value).Number;
        return true;
    }

    /// <summary>The ids of devices of one partition, in the order of their places; all of them must be known.</summary>
    public IReadOnlyList<string> IdsOf(int partition, IEnumerable<int> places)
    {
        lock (_gate)
        {
            var entries = _entries[partition];
            return [.. places.Select(place => Encoding.ASCII.GetString(_devices.Key(entries[place])))];
        }
    }

    /// <summary>
    /// The device that a topic of the platform's own names. When the log does not know it yet, its introduction is added to
    /// <paramref name="batch"/>. <see cref="RejectReason.None"/>, or why the message is refused; a refused message may
    /// still be charged to a device.
    /// </summary>
    /// <param name="profile">By which the body is read; null for most, whose keys are indicator codes.</param>
    internal RejectReason Resolve(ReadOnlySpan<byte> topic, PublishBatch batch, out uint device, out Sector sector, out Profile? profile)
    {
        var refused = RejectReason.None;
        var isKnown = _topics.TryFind(topic, out var bits, out _);
        var value = new DeviceValue(bits);
        if (!isKnown || !value.IsDurable) refused = ResolveFirst(topic, batch, out value);

        device = value.Number;
        sector = value.Sector;
        profile = value.Profile == 0 ? null : _profiles.FindForNative(value);
        return refused;
    }

    /// <summary>The log has these introductions now.</summary>
    internal void MarkDurable(IReadOnlyList<Introduction> introductions)
    {
        lock (_gate)
        {
            foreach (var (topicEntry, deviceEntry) in introductions)
            {
                if (topicEntry >= 0) _topics.Update(topicEntry, new DeviceValue(_topics.ValueOf(topicEntry)).AsDurable().Bits);
                _devices.Update(deviceEntry, new DeviceValue(_devices.ValueOf(deviceEntry)).AsDurable().Bits);
            }
        }
    }

    /// <summary>Devices from a place on, in the order in which they were first seen; those whose introduction is durable.</summary>
    internal List<Sighting> Sightings(ref int from, int limit)
    {
        var seen = new List<Sighting>();
        lock (_gate)
        {
            while (from < _devices.Count && seen.Count < limit && new DeviceValue(_devices.ValueOf(from)).IsDurable)
            {
                var site = HomeOf(new DeviceValue(_devices.ValueOf(from)).Number);
                seen.Add(new Sighting(Encoding.UTF8.GetString(_devices.Key(from)), site.Id, site.Sector));
                from++;
            }
        }

        return seen;
    }

    /// <summary>The shards of a site that had no commune and has one now; empty when there is nothing to tell the log.</summary>
    internal IReadOnlyList<uint> Assign(string site, string commune)
    {
        lock (_gate)
        {
            if (!_sites.TryGetValue(site, out var entry) || entry.Commune.Length > 0) return [];
            entry.Commune = commune;
            return [.. entry.Shards.Values];
        }
    }

    private RejectReason ResolveFirst(ReadOnlySpan<byte> topic, PublishBatch batch, out DeviceValue value)
    {
        value = default;
        if (!TelemetryTopic.TryParse(topic, out var parts)) return RejectReason.BadTopic;
        if (!SectorNames.TryParse(parts.Sector, out var sector) || !_rules.Schemes.TryGet(sector, out _)) return RejectReason.UnknownSector;

        // Kept in one spelling of the sector, or a device would have as many topics as there are.
        Span<byte> room = stackalloc byte[topic.Length];
        var key = InSmallLetters(topic, parts, room);
        if (_topics.TryFind(key, out var known, out _) && new DeviceValue(known) is { IsDurable: true } durable)
        {
            value = durable;
            return RejectReason.None;
        }

        lock (_gate)
        {
            if (!_devices.TryFind(parts.Device, out var bits, out var entry))
            {
                var refused = Admit(parts, sector, out var site);
                if (refused != RejectReason.None) return refused;
                (entry, bits) = AddDevice(parts.Device, site!);
            }

            value = new DeviceValue(bits);
            var home = HomeOf(value.Number);
            if (home.Sector != sector || !Ascii.Equals(parts.Site, home.Id)) return RejectReason.WrongSite;

            value = Refresh(entry, value, parts.Device);
            NoteTerms(entry, value);
            if (!_topics.TryFind(key, out _, out var topicEntry)) topicEntry = _topics.Add(key, value.Bits);
            if (!value.IsDurable) Introduce(batch, home, value.Number, parts.Device, new Introduction(topicEntry, entry));
            return RejectReason.None;
        }
    }

    private static ReadOnlySpan<byte> InSmallLetters(ReadOnlySpan<byte> topic, in TelemetryTopic parts, Span<byte> room)
    {
        topic.CopyTo(room);
        Ascii.ToLower(parts.Sector, room["sectors/".Length..], out _);
        return room;
    }

    private bool IsFull => _letIn >= _options.MaxDevices;

    // A device that is new here. Under the lock.
    private DeviceValue Counted(DeviceValue value, ReadOnlySpan<byte> id)
    {
        if (_registry.Current.TryGetDevice(id, out var device) && device.Source is RegistrySource.Registered) return value;
        _letIn++;
        return value.AsLetIn();
    }

    // Whether a device that was never heard may be, and at which site.
    private RejectReason Admit(in TelemetryTopic parts, Sector sector, out SiteEntry? site)
    {
        site = null;
        if (_registry.Current.TryGetDevice(parts.Device, out var registered))
        {
            if (!Ascii.Equals(parts.Site, registered.Site)) return RejectReason.WrongSite;
        }
        else if (_options.Onboarding == OnboardingPolicy.Closed)
        {
            return _registry.Current.TryGetSite(parts.Site, out _) ? RejectReason.UnknownDevice : RejectReason.UnknownSite;
        }
        else if (IsFull)
        {
            return RejectReason.UnknownDevice;
        }

        var id = Encoding.UTF8.GetString(parts.Site);
        if (!_sites.TryGetValue(id, out site))
        {
            _registry.Current.TryGetSite(id, out var known);
            if (known is not null && known.Sector != sector) return RejectReason.WrongSite;
            _sites.Add(id, site = new SiteEntry(id, sector, known?.Commune ?? "", known?.IsLarge ?? false));
        }

        return site.Sector == sector ? RejectReason.None : RejectReason.WrongSite;
    }

    private (int Entry, ulong Bits) AddDevice(ReadOnlySpan<byte> id, SiteEntry site)
    {
        var partition = Numbers.PartitionOfKey(site.IsLarge ? id : Encoding.UTF8.GetBytes(site.Id));
        if (!site.Shards.ContainsKey(partition)) site.AddShard(partition, Numbers.Of(partition, _nextSite[partition]++));
        var value = Counted(new DeviceValue(Numbers.Of(partition, _nextDevice[partition]++), site.Sector), id);
        var entry = _devices.Add(id, value.Bits);
        SetHome(value.Number, site, entry);
        return (entry, value.Bits);
    }

    private void Introduce(PublishBatch batch, SiteEntry site, uint device, ReadOnlySpan<byte> id, Introduction introduction)
    {
        var partition = Numbers.PartitionOf(device);
        var writer = new ByteWriter(128);
        new SiteSeen(site.Shards[partition], site.Sector, site.Id, site.Commune).Write(ref writer);
        batch.AddControl(partition, ControlKind.SiteSeen, writer.Written);
        writer.Reset();
        new DeviceSeen(device, site.Shards[partition], Encoding.UTF8.GetString(id)).Write(ref writer);
        batch.AddControl(partition, ControlKind.DeviceSeen, writer.Written);
        foreach (var terms in FirstTerms(introduction.DeviceEntry))
        {
            writer.Reset();
            terms.Write(ref writer);
            batch.AddControl(partition, ControlKind.DeviceTerms, writer.Written);
        }

        batch.Introductions.Add(introduction);
    }
}

/// <summary>A device's places in the directory's tables, until the log knows it.</summary>
/// <param name="TopicEntry">−1 where there is none: a registered device that a gateway brings is found by its id.</param>
internal readonly record struct Introduction(int TopicEntry, int DeviceEntry);
