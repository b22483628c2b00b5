using SmartSectors.Http;
using SmartSectors.Operations.Aggregates;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Areas;

/// <summary>Reads the code of an area that must be of a level; null means every area of it.</summary>
internal sealed class AreaParameters(AreaCatalog areas, DeviceRegistry registry)
{
    public string? Read(string? code, AreaLevel level, ParameterErrors errors, string parameter = "area")
    {
        if (code is null) return null;

        if (level is AreaLevel.Site)
        {
            if (!registry.Current.TryGetSite(code, out _)) errors.Add(parameter, $"There is no site '{code}'.");
        }
        else if (!areas.TryGet(code, out var area)) errors.Add(parameter, $"There is no area '{code}'.");
        else if (LevelOf(area) != level) errors.Add(parameter, $"'{code}' ({area.NameVi}) is an area of the level {LevelOf(area).Name()}, not {level.Name()}.");
        return code;
    }

    /// <summary>A site's id; null when it is left out, or wrong.</summary>
    public Site? ReadSite(string? id, ParameterErrors errors)
    {
        if (id is null) return null;
        if (registry.Current.TryGetSite(id, out var site)) return site;
        errors.Add("site", $"There is no site '{id}'.");
        return null;
    }

    /// <summary>An area's code, of any level; the nation's when it is left out.</summary>
    public string ReadAny(string? code, ParameterErrors errors)
    {
        if (code is not null && !areas.TryGet(code, out _)) errors.Add("area", $"There is no area '{code}'.");
        return code ?? AreaCatalog.NationCode;
    }

    // The unassigned part is a child of the nation, as a province is, or of a province, as a commune is.
    private static AreaLevel LevelOf(Area area) => area.Kind switch
    {
        AreaKind.Nation => AreaLevel.Nation,
        AreaKind.City or AreaKind.Province => AreaLevel.Province,
        AreaKind.Unassigned => area.Parent == AreaCatalog.NationCode ? AreaLevel.Province : AreaLevel.Commune,
        _ => AreaLevel.Commune,
    };
}
