using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SmartSectors.Registry;

/// <summary>
/// Every site and device in memory. Readers take no lock and allocate nothing; a change shows here after its commit,
/// a site before its devices. The records are immutable and replaced whole.
/// </summary>
/// <remarks>Not one snapshot swapped whole: with a million devices every batch would copy them all.</remarks>
public sealed class RegistryIndex
{
    private readonly ConcurrentDictionary<string, Site> _sites;
    private readonly ConcurrentDictionary<string, Device> _devices;
    private readonly ConcurrentDictionary<string, Site>.AlternateLookup<ReadOnlySpan<byte>> _sitesByBytes;
    private readonly ConcurrentDictionary<string, Device>.AlternateLookup<ReadOnlySpan<byte>> _devicesByBytes;
    private long _sequence;

    internal RegistryIndex(int sites, int devices)
    {
        const int Writers = 1; // the registry's one transaction at a time
        _sites = new(Writers, sites, IdComparer.Instance);
        _devices = new(Writers, devices, IdComparer.Instance);
        _sitesByBytes = _sites.GetAlternateLookup<ReadOnlySpan<byte>>();
        _devicesByBytes = _devices.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The newest change that shows here in full.</summary>
    public long Sequence => Volatile.Read(ref _sequence);

    public int SiteCount => _sites.Count;

    public int DeviceCount => _devices.Count;

    public bool TryGetSite(string id, [MaybeNullWhen(false)] out Site site) => _sites.TryGetValue(id, out site);

    public bool TryGetSite(ReadOnlySpan<byte> id, [MaybeNullWhen(false)] out Site site) => _sitesByBytes.TryGetValue(id, out site);

    public bool TryGetDevice(string id, [MaybeNullWhen(false)] out Device device) => _devices.TryGetValue(id, out device);

    public bool TryGetDevice(ReadOnlySpan<byte> id, [MaybeNullWhen(false)] out Device device) =>
        _devicesByBytes.TryGetValue(id, out device);

    internal void Publish(IEnumerable<Site> sites, IEnumerable<Device> devices, long sequence)
    {
        foreach (var site in sites) _sites[site.Id] = site;
        foreach (var device in devices) _devices[device.Id] = device;
        Volatile.Write(ref _sequence, sequence);
    }
}
