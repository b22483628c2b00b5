using System.Globalization;
using CsvHelper;

namespace SmartSectors.Telemetry.Areas;

/// <summary>Reads a state of the areas from its folder of master data (its README names sources and licence).</summary>
internal static class AreaFiles
{
    public static AreaCatalog Read(string state) => new(
        DateOnly.ParseExact(state, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        [.. Rows($"Areas/{state}/provinces.csv", Province)],
        [.. Rows($"Areas/{state}/communes.csv", Commune)]);

    private static Area Province(CsvReader row) => new(
        row.GetString("code"),
        row.GetString("name_vi"),
        row.GetString("name_en"),
        row.GetString("kind") == "city" ? AreaKind.City : AreaKind.Province,
        AreaCatalog.NationCode,
        new GeoPoint(row.Parse<double>("lat"), row.Parse<double>("lon")));

    private static Area Commune(CsvReader row)
    {
        var nameVi = row.GetString("name_vi");
        var (kind, nameEn) = CommuneName.Parse(nameVi);
        return new Area(row.GetString("code"), nameVi, nameEn, kind, row.GetString("province_code"), null);
    }

    private static IEnumerable<Area> Rows(string name, Func<CsvReader, Area> read)
    {
        using var csv = CsvReader.FromText(EmbeddedText.Read(name));
        var areas = new List<Area>();
        while (csv.Read()) areas.Add(read(csv));
        return areas.OrderBy(area => area.Code, StringComparer.Ordinal);
    }
}
