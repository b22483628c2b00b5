using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>Areas by their codes in SDMX, which name the way from the nation: <c>VN</c>, <c>VN_79</c>, <c>VN_79_26734</c>, <c>VN_UNASSIGNED</c>, <c>VN_79_UNASSIGNED</c>.</summary>
internal static class AreaCodes
{
    private const string Unassigned = "UNASSIGNED";

    /// <param name="part">The part of the nation that the area is in: a province's code, or <c>VN</c>.</param>
    public static string Code(string area, string part)
    {
        if (part == AreaCatalog.NationCode) return area == AreaCatalog.NationCode ? area : $"{AreaCatalog.NationCode}_{Unassigned}";
        if (area == part) return $"{AreaCatalog.NationCode}_{part}";
        return area == AreaCatalog.UnassignedCodeOf(part) ? $"{AreaCatalog.NationCode}_{part}_{Unassigned}" : $"{AreaCatalog.NationCode}_{part}_{area}";
    }

    /// <summary>An area of the catalogue.</summary>
    public static string Code(Area area) => Code(area.Code, PartOf(area));

    /// <summary>The part of the nation that a code is in.</summary>
    public static string PartOf(string code)
    {
        var way = code.Split('_');
        return way.Length == 1 || way[1] == Unassigned ? AreaCatalog.NationCode : way[1];
    }

    /// <summary>The part of the nation whose blocks have an area: its province, or <c>VN</c>.</summary>
    public static string PartOf(Area area) => area.Parent switch
    {
        null => AreaCatalog.NationCode,
        AreaCatalog.NationCode => area.Kind == AreaKind.Unassigned ? AreaCatalog.NationCode : area.Code,
        _ => area.Parent,
    };
}
