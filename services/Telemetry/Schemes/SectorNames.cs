using System.Text;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>The names of sectors in topics, files and the API: lower case when written, any case when read.</summary>
public static class SectorNames
{
    private static readonly Sector[] Sectors = Enum.GetValues<Sector>();
    private static readonly string[] Names = [.. Sectors.Select(sector => sector.ToString().ToLowerInvariant())];

    /// <summary>The sector's name, such as <c>agriculture</c>.</summary>
    public static string Name(this Sector sector) => Names[Array.IndexOf(Sectors, sector)];

    /// <summary>Finds a sector by its name in any case.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out Sector sector) => TryFind(name, out sector, Ascii.EqualsIgnoreCase);

    /// <summary>Finds a sector by its name in any case, as a topic has it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out Sector sector) => TryFind(name, out sector, Ascii.EqualsIgnoreCase);

    private delegate bool NameEquals<T>(ReadOnlySpan<T> given, ReadOnlySpan<char> name);

    private static bool TryFind<T>(ReadOnlySpan<T> given, out Sector sector, NameEquals<T> equals)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (!equals(given, Names[i])) continue;
            sector = Sectors[i];
            return true;
        }
        sector = default;
        return false;
    }
}
