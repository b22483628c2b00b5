using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Http;

/// <summary>Reads the names of sectors and indicators, in any case.</summary>
public static class SchemeParameters
{
    public static Scheme? ReadScheme(string? text, SchemeCatalog catalog, ParameterErrors errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            errors.Add("sector", $"It is required; there are {Known(catalog)}.");
            return null;
        }
        if (SectorNames.TryParse(text, out var sector) && catalog.TryGet(sector, out var scheme)) return scheme;

        errors.Add("sector", $"There is no sector '{text}'; there are {Known(catalog)}.");
        return null;
    }

    /// <summary>An indicator of a scheme; null when it is wrong, or when the sector already was.</summary>
    public static Indicator? ReadIndicator(string? text, Scheme? scheme, ParameterErrors errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            errors.Add("indicator", "It is required; /api/v1/schemes lists the indicators of each sector.");
            return null;
        }
        if (scheme is null) return null;
        if (scheme.TryGet(text, out var indicator)) return indicator;

        errors.Add("indicator", $"The sector {scheme.Sector.Name()} has no indicator '{text}'; it has {string.Join(", ", scheme.Indicators.Select(known => known.Code))}.");
        return null;
    }

    /// <summary>Several indicators of a scheme, each once; all that it has where none is named.</summary>
    public static IReadOnlyList<Indicator> ReadIndicators(string[]? texts, Scheme? scheme, ParameterErrors errors) =>
        texts is null or [] ? [.. scheme?.Indicators ?? []]
        : [.. texts.Select(text => ReadIndicator(text, scheme, errors)).OfType<Indicator>().DistinctBy(indicator => indicator.Number)];

    private static string Known(SchemeCatalog catalog) => string.Join(", ", catalog.Schemes.Select(scheme => scheme.Sector.Name()));
}
