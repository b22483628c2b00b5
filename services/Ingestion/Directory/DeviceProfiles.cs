using System.Collections.Immutable;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Directory;

/// <summary>
/// The profiles that registrations name, by small numbers, 0 for none, so that a device's is remembered in a few bits. A
/// number stays its name's while the process lives, whatever profiles there are: which one it is is asked each time.
/// </summary>
internal sealed class DeviceProfiles(CurrentRulebook rules)
{
    private const int MaxNames = ushort.MaxValue - 1; // what fits in the bits that a device has for it, but for one that is no name's

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);
    private ImmutableArray<string> _names = [];
    private Table _table = new(null, []);

    /// <summary>The profiles of one rulebook by number, so far as they were named.</summary>
    private sealed record Table(Rulebook? Rules, Profile?[] ByNumber);

    /// <summary>The number of a profile's name. Names beyond the bits that there are for them are as if none were given.</summary>
    public int NumberOf(string? name)
    {
        if (name is null) return 0;
        lock (_gate)
        {
            if (_numbers.TryGetValue(name, out var known)) return known;
            if (_names.Length == MaxNames) return 0;
            _names = _names.Add(name);
            _numbers.Add(name, _names.Length);
            return _names.Length;
        }
    }

    /// <summary>The profile that a device was registered with; null where it names none, or none of its sector.</summary>
    public Profile? Find(int number, Sector sector)
    {
        if (number == 0) return null;
        var table = Volatile.Read(ref _table);
        if (!ReferenceEquals(table.Rules, rules.Current) || number > table.ByNumber.Length) table = Renew();
        return table.ByNumber[number - 1] is { } profile && profile.Scheme.Sector == sector ? profile : null;
    }

    /// <summary>The same, but null also where a native body needs no profile to be read.</summary>
    public Profile? FindForNative(DeviceValue device) => Find(device.Profile, device.Sector) is { IsPlain: false } profile ? profile : null;

    /// <summary>By what a foreign message of a device is read.</summary>
    public Profile Of(DeviceValue device, ForeignFormat format, ReadOnlySpan<byte> model) =>
        Find(device.Profile, device.Sector) ?? rules.Profiles.Choose(format, device.Sector, model);

    /// <summary>The sector of a device of which nothing but its messages is known.</summary>
    public Sector SectorOf(ForeignFormat format, ReadOnlySpan<byte> model, Sector otherwise) =>
        rules.Profiles.TryChoose(format, model, out var profile) ? profile.Scheme.Sector : otherwise;

    private Table Renew()
    {
        lock (_gate)
        {
            var current = rules.Current;
            var table = new Table(current, [.. _names.Select(name => current.Profiles.TryGet(name, out var profile) ? profile : null)]);
            Volatile.Write(ref _table, table);
            return table;
        }
    }
}
