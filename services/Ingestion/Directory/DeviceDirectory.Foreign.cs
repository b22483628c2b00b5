using System.Text;
using SmartSectors.Grains;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Ingestion.Directory;

// Devices that gateways bring, by an id and without a site in the topic; and what registrations change for all devices.
public sealed partial class DeviceDirectory
{
    // Where a device was only seen, it is at the site of the group that brought it: the two are found together, under a
    // key with a NUL between them, which no topic has.
    private const byte SeenAt = 0;

    /// <summary>The durable number of a device by its id; false until the log knows it.</summary>
    internal bool TryFindDevice(ReadOnlySpan<byte> id, out uint number)
    {
        var isKnown = _devices.TryFind(id, out var bits, out _);
        var value = new DeviceValue(bits);
        number = value.Number;
        return isKnown && value.IsDurable;
    }

    /// <summary>
    /// The device of an id that a gateway brings. When the log does not know it yet, its introduction is added to
    /// <paramref name="batch"/>. A registered device is at its own site; another is one of <paramref name="site"/>.
    /// </summary>
    /// <param name="model">As the source has it, UTF-8; may be empty.</param>
    /// <param name="profile">Not null when the result is None.</param>
    internal RejectReason Resolve(
        ReadOnlySpan<byte> id, ForeignFormat format, ReadOnlySpan<byte> site, ReadOnlySpan<byte> model, PublishBatch batch,
        out uint device, out Profile? profile)
    {
        var refused = RejectReason.None;
        if (!TryFindForeign(id, site, out var value)) refused = ResolveFirst(id, format, site, model, batch, out value);
        device = value.Number;
        profile = refused is RejectReason.None ? _profiles.Of(value, format, model) : null;
        return refused;
    }

    /// <summary>Introduces devices once more whose introductions were taken back from a batch with a message that is refused.</summary>
    /// <param name="from">The first of the batch's introductions to repeat.</param>
    internal void IntroduceAgain(PublishBatch batch, int from)
    {
        var count = batch.Introductions.Count - from;
        if (count == 0) return;

        var again = batch.Introductions.GetRange(from, count);
        batch.Introductions.RemoveRange(from, count);
        lock (_gate)
        {
            foreach (var introduction in again)
            {
                var entry = introduction.DeviceEntry;
                var number = new DeviceValue(_devices.ValueOf(entry)).Number;
                Introduce(batch, HomeOf(number), number, _devices.Key(entry), introduction);
            }
        }
    }

    /// <summary>Whether a client's own device has a profile by which all that the client brings is its own.</summary>
    internal bool SpeaksForItself(ReadOnlySpan<byte> client) =>
        _registry.Current.TryGetDevice(client, out var device) && _registry.Current.TryGetSite(device.Site, out var site)
        && _profiles.Find(_profiles.NumberOf(device.Profile), site.Sector)?.Identity is SourceIdentity.Client;

    /// <summary>Changes with the registry and the profiles: what was read from them before may be otherwise then.</summary>
    internal (long Registry, Rulebook Rules) Version => (_registry.Current.Sequence, _rules.Current);

    /// <summary>Takes in what registrations say of devices that are known already.</summary>
    internal void Adopt(IEnumerable<Device> devices)
    {
        lock (_gate)
        {
            var profiles = new Dictionary<uint, int>();
            foreach (var device in devices)
            {
                var id = Encoding.UTF8.GetBytes(device.Id);
                if (!_devices.TryFind(id, out var bits, out var entry)) continue;
                var before = new DeviceValue(bits);
                var now = Refresh(entry, before, id);
                NoteTerms(entry, now);
                if (now.Profile != before.Profile) profiles[now.Number] = now.Profile;
            }

            // Rare, for a profile is given once; so the topics of a device are not kept by device.
            for (var entry = 0; profiles.Count > 0 && entry < _topics.Count; entry++)
            {
                var value = new DeviceValue(_topics.ValueOf(entry));
                if (profiles.TryGetValue(value.Number, out var profile)) _topics.Update(entry, value.WithProfile(profile).Bits);
            }
        }
    }

    private bool TryFindForeign(ReadOnlySpan<byte> id, ReadOnlySpan<byte> site, out DeviceValue value)
    {
        if (_devices.TryFind(id, out var bits, out _) && new DeviceValue(bits) is { IsRegistered: true, IsDurable: true } registered)
        {
            value = registered;
            return true;
        }

        Span<byte> key = stackalloc byte[SeenKeyBytes];
        var isKnown = _topics.TryFind(SeenKey(id, site, key), out bits, out _);
        value = new DeviceValue(bits);
        return isKnown && value.IsDurable;
    }

    private RejectReason ResolveFirst(
        ReadOnlySpan<byte> id, ForeignFormat format, ReadOnlySpan<byte> site, ReadOnlySpan<byte> model, PublishBatch batch,
        out DeviceValue value)
    {
        value = default;
        if (IdentifierRule.Check(id) is not IdentifierError.None) return RejectReason.UnknownDevice; // a source that names none

        lock (_gate)
        {
            if (!_devices.TryFind(id, out var bits, out var entry))
            {
                var refused = Admit(id, format, site, model, out var introducedAt);
                if (refused != RejectReason.None) return refused;
                (entry, bits) = AddDevice(id, introducedAt!);
            }

            value = Refresh(entry, new DeviceValue(bits), id);
            NoteTerms(entry, value, _profiles.Of(value, format, model));
            var home = HomeOf(value.Number);
            var topicEntry = -1;
            if (!value.IsRegistered)
            {
                if (!Ascii.Equals(site, home.Id)) return RejectReason.WrongSite;
                Span<byte> room = stackalloc byte[SeenKeyBytes];
                var key = SeenKey(id, site, room);
                if (!_topics.TryFind(key, out _, out topicEntry)) topicEntry = _topics.Add(key, value.Bits);
            }

            if (!value.IsDurable) Introduce(batch, home, value.Number, id, new Introduction(topicEntry, entry));
            return RejectReason.None;
        }
    }

    // Whether a device that was never heard may be, and at which site.
    private RejectReason Admit(ReadOnlySpan<byte> id, ForeignFormat format, ReadOnlySpan<byte> site, ReadOnlySpan<byte> model, out SiteEntry? home)
    {
        home = null;
        var isKnown = _registry.Current.TryGetDevice(id, out var known);
        if (!isKnown && (_options.Onboarding == OnboardingPolicy.Closed || IsFull)) return RejectReason.UnknownDevice;

        var siteId = isKnown ? known!.Site : Encoding.UTF8.GetString(site);
        if (_sites.TryGetValue(siteId, out home)) return RejectReason.None;
        _sites.Add(siteId, home = _registry.Current.TryGetSite(siteId, out var registered)
            ? new SiteEntry(siteId, registered.Sector, registered.Commune ?? "", registered.IsLarge)
            : new SiteEntry(siteId, _profiles.SectorOf(format, model, _options.Gateways.Sector), "", isLarge: false));
        return RejectReason.None;
    }

    // What the registry says of a device now. Under the lock.
    private DeviceValue Refresh(int entry, DeviceValue value, ReadOnlySpan<byte> id)
    {
        if (!_registry.Current.TryGetDevice(id, out var device) || device.Source is not RegistrySource.Registered) return value;
        if (value.IsLetIn) _letIn--;
        var refreshed = value.AsRegistered().WithProfile(_profiles.NumberOf(device.Profile));
        _devices.Update(entry, refreshed.Bits);
        return refreshed;
    }

    private const int SeenKeyBytes = IdentifierRule.MaxLength + 1 + IdentifierRule.MaxLength;

    private static ReadOnlySpan<byte> SeenKey(ReadOnlySpan<byte> id, ReadOnlySpan<byte> site, Span<byte> room)
    {
        // A name that is no id is found nowhere, and refused by who adds it.
        if (id.Length > IdentifierRule.MaxLength) return default;
        site.CopyTo(room);
        room[site.Length] = SeenAt;
        id.CopyTo(room[(site.Length + 1)..]);
        return room[..(site.Length + 1 + id.Length)];
    }
}
