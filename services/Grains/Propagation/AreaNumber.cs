using System.Globalization;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Propagation;

/// <summary>
/// Areas as the area store numbers them: the nation 0, provinces by their code (1-99), the nation's <c>unassigned</c>
/// 100, a province's 200 plus its number, communes 100,000 plus their code. Durable.
/// </summary>
public static class AreaNumber
{
    public const int Nation = 0;
    public const int Unassigned = 100;
    private const int FirstOfProvinces = 200;
    private const int FirstCommune = 100_000;

    /// <summary>The number of a province's part that is in none of its communes.</summary>
    public static int UnassignedOf(int province) => FirstOfProvinces + province;

    /// <summary>
    /// The area that the cells of a site's shard are merged into: its commune; what is in none of the communes of its
    /// province, where the shard is of devices that roam there; <see cref="Unassigned"/> where nothing is known.
    /// </summary>
    /// <param name="area">As <see cref="Log.SiteSeen"/> has it.</param>
    public static int OfSite(string area) => area.Length switch
    {
        0 => Unassigned,
        2 => UnassignedOf(int.Parse(area, NumberStyles.None, CultureInfo.InvariantCulture)),
        _ => FirstCommune + int.Parse(area, NumberStyles.None, CultureInfo.InvariantCulture),
    };

    /// <summary>The province of a number of <see cref="UnassignedOf"/>; null for any other area.</summary>
    public static int? ProvinceOfUnassigned(int area) => area is > FirstOfProvinces and < FirstCommune ? area - FirstOfProvinces : null;

    /// <summary>The level of an area; what is in none of a province's communes is beside them.</summary>
    public static AreaLevel LevelOf(int area) => area switch
    {
        Nation => AreaLevel.Nation,
        <= Unassigned => AreaLevel.Province,
        _ => AreaLevel.Commune,
    };

    /// <summary>The number of any area code; false when it has none of the known forms.</summary>
    public static bool TryParse(string code, out int area)
    {
        area = code switch
        {
            AreaCatalog.NationCode => Nation,
            AreaCatalog.UnassignedCode => Unassigned,
            { Length: 2 } when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var province) => province,
            { Length: 5 } when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var commune) => FirstCommune + commune,
            _ => AreaCatalog.ProvinceOfUnassigned(code) is { } whole && TryParse(whole, out var province) ? UnassignedOf(province) : -1,
        };
        return area >= 0;
    }

    public static string Code(int area) => area switch
    {
        Nation => AreaCatalog.NationCode,
        Unassigned => AreaCatalog.UnassignedCode,
        >= FirstCommune => (area - FirstCommune).ToString("00000", CultureInfo.InvariantCulture),
        _ => ProvinceOfUnassigned(area) is { } province ? AreaCatalog.UnassignedCodeOf(Code(province)) : area.ToString("00", CultureInfo.InvariantCulture),
    };
}
