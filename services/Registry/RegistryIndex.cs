using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using SmartSectors.Telemetry.Collections;

namespace SmartSectors.Registry;

/// <summary>
/// Every site and device in memory. Readers take no lock; a change shows here after its commit, a site before its
/// devices. A device takes some 60 bytes: its id in an intern table, its site and profile as numbers; its record is made
/// when it is asked for. (As objects in a dictionary a million devices took 170 MB, and every collection walked them.)
/// </summary>
/// <remarks>Not one snapshot swapped whole: with a million devices every batch would copy them all.</remarks>
public sealed class RegistryIndex
{
    // Of a device's value: its site's number, its profile's (0 for none), its source, and whether it has terms.
    private const int ProfileShift = 32;
    private const int SourceShift = 56;
    private const ulong TermsBit = 1UL << 63;
    private const byte SourceMask = 0x7F;
    private const uint ProfileMask = 0xFFFFFF;

    /// <summary>
    /// So many of a device's terms are known here, the newest. Older ones would matter to a device alone that was
    /// changed as often before it was ever heard; for that time it is as if nobody had said any.
    /// </summary>
    private const int MaxTerms = 64;

    private readonly ConcurrentDictionary<string, Site> _sites;
    private readonly ConcurrentDictionary<string, Site>.AlternateLookup<ReadOnlySpan<byte>> _sitesByBytes;
    private readonly InternTable _devices = new();
    private readonly Names _siteIds = new();
    private readonly Names _profiles = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<RegisteredTerms>> _terms = new(StringComparer.Ordinal);
    private long _sequence;

    internal RegistryIndex(int sites)
    {
        const int Writers = 1; // the registry's one transaction at a time
        _sites = new(Writers, sites, IdComparer.Instance);
        _sitesByBytes = _sites.GetAlternateLookup<ReadOnlySpan<byte>>();
        _profiles.Number(""); // 0: none
    }

    /// <summary>The newest change that shows here in full.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    public int SiteCount => _sites.Count;

    public int DeviceCount => _devices.Count;

    public bool TryGetSite(string id, [MaybeNullWhen(false)] out Site site) => _sites.TryGetValue(id, out site);

    public bool TryGetSite(ReadOnlySpan<byte> id, [MaybeNullWhen(false)] out Site site) => _sitesByBytes.TryGetValue(id, out site);

    public bool TryGetDevice(string id, [MaybeNullWhen(false)] out Device device)
    {
        device = null;
        Span<byte> bytes = stackalloc byte[256]; // An id has 64 bytes at most; what is longer is none.
        return Encoding.UTF8.TryGetBytes(id, bytes, out var length) && TryGetDevice(bytes[..length], out device);
    }

    /// <summary>The record of a device, made anew.</summary>
    public bool TryGetDevice(ReadOnlySpan<byte> id, [MaybeNullWhen(false)] out Device device)
    {
        device = null;
        if (!_devices.TryFind(id, out var value, out _)) return false;

        var profile = (int)((uint)(value >> ProfileShift) & ProfileMask);
        var name = Encoding.UTF8.GetString(id);
        device = new Device(
            name, _siteIds[(int)(uint)value], profile == 0 ? null : _profiles[profile],
            (RegistrySource)((byte)(value >> SourceShift) & SourceMask), (value & TermsBit) == 0 ? null : _terms[name][^1]);
        return true;
    }

    /// <summary>All terms of a device, in the order of their moments; empty where nobody said any.</summary>
    public ImmutableArray<RegisteredTerms> TermsOf(string device) => _terms.TryGetValue(device, out var terms) ? terms : [];

    /// <summary>The newest terms of a device; null where it has none.</summary>
    internal RegisteredTerms? FindTerms(string device) => _terms.TryGetValue(device, out var terms) ? terms[^1] : null;

    /// <summary>Adds the terms that follow on a device's others. Those of one moment replace each other.</summary>
    internal void Add(string device, RegisteredTerms next)
    {
        var terms = TermsOf(device);
        if (!terms.IsEmpty && terms[^1].From == next.From) terms = terms.RemoveAt(terms.Length - 1);
        if (terms.Length == MaxTerms) terms = terms.RemoveAt(0);
        _terms[device] = terms.Add(next);
    }

    /// <summary>Called by the registry's one writer, in the order of its commits.</summary>
    internal void Publish(IEnumerable<Site> sites, IEnumerable<Device> devices, long sequence)
    {
        foreach (var site in sites) _sites[site.Id] = site;
        foreach (var device in devices) Publish(device);
        Volatile.Write(ref _sequence, sequence);
    }

    private void Publish(Device device)
    {
        var value = (uint)_siteIds.Number(device.Site)
            | ((ulong)(uint)_profiles.Number(device.Profile ?? "") << ProfileShift)
            | ((ulong)(byte)device.Source << SourceShift);
        if (device.Terms is not null) value |= TermsBit;

        var id = Encoding.UTF8.GetBytes(device.Id);
        if (_devices.TryFind(id, out _, out var entry)) _devices.Update(entry, value);
        else _devices.Add(id, value);
    }

    /// <summary>Strings by number, in the order in which they were first used; one writer, readers without a lock.</summary>
    private sealed class Names
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
        private string[] _names = [];

        public string this[int number] => Volatile.Read(ref _names)[number];

        public int Number(string name)
        {
            if (_numbers.TryGetValue(name, out var number)) return number;
            number = _numbers.Count;
            if (number == _names.Length)
            {
                var grown = new string[Math.Max(16, number * 2)];
                _names.CopyTo(grown, 0);
                grown[number] = name;
                Volatile.Write(ref _names, grown);
            }
            else
            {
                _names[number] = name; // Nobody knows the number yet: it is published with the device's value.
            }

            _numbers.Add(name, number);
            return number;
        }
    }
}
