namespace SmartSectors.Fleet.Layout;

/// <summary>A kind of site: what it is called, where it is found and which devices stand there.</summary>
/// <param name="NameFormat">Vietnamese name; <c>{0}</c> is the commune's name without its prefix, <c>{1}</c> with it.</param>
/// <param name="Weight">How often a province that has this kind gets it, against the province's other kinds.</param>
/// <param name="Provinces">Codes of the provinces that have it; empty for all.</param>
/// <param name="Devices">The devices of one such site.</param>
internal sealed record SiteKind(
    string NameFormat, int Weight, IReadOnlySet<string> Provinces, IReadOnlyList<(DeviceProfile Profile, int Count)> Devices)
{
    /// <summary>Who runs such sites, without the place; null for the department of the province that is in charge of the sector.</summary>
    public string? PrivateOwner { get; init; }

    public bool IsFoundIn(string province) => Provinces.Count == 0 || Provinces.Contains(province);
}
