using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>Sectors by their codes in SDMX, in upper case.</summary>
internal static class SectorCodes
{
    private static readonly Dictionary<Sector, string> s_codes = Enum.GetValues<Sector>().ToDictionary(sector => sector, sector => sector.Name().ToUpperInvariant());

    public static string Of(Sector sector) => s_codes[sector];
}
