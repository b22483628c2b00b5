using CsvHelper;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>All code lists: areas, indicators and statistics from the platform's master data, the others from <c>codelists.csv</c>.</summary>
internal sealed class CodeLists
{
    private static readonly Names s_areas = new("Địa bàn Việt Nam", "Areas of Viet Nam");
    private static readonly Names s_indicators = new("Chỉ tiêu", "Indicators");
    private static readonly Names s_statistics = new("Đại lượng", "Statistics");

    private static readonly Dictionary<string, Names> s_fixed = new(StringComparer.Ordinal)
    {
        ["CL_FREQ"] = new("Tần suất", "Frequency"),
        ["CL_SECTOR"] = new("Ngành", "Sectors"),
        ["CL_UNIT"] = new("Đơn vị đo", "Units of measure"),
        ["CL_UNIT_MULT"] = new("Bội số", "Unit multipliers"),
        ["CL_OBS_STATUS"] = new("Trạng thái", "Observation status"),
        ["CL_CONF_STATUS"] = new("Mức bảo mật", "Confidentiality status"),
    };

    private readonly Dictionary<string, CodeList> _byId;

    public CodeLists(SchemeCatalog schemes, AreaCatalog areas)
    {
        var rows = Rows().ToLookup(row => row.List, row => row.Code);
        var units = rows["CL_UNIT"].ToList();
        // A scheme of an operator's own may have a unit that the list lacks: its code tells what there is to tell.
        var indicators = schemes.Schemes.SelectMany(scheme => scheme.Indicators).ToList();
        units.AddRange(indicators.Select(indicator => indicator.UnitSdmx).Distinct(StringComparer.Ordinal)
            .Where(unit => !units.Exists(known => known.Id == unit)).Select(unit => new Code(unit, new Names(unit, unit))).ToList());

        All =
        [
            List("CL_FREQ"),
            new CodeList("CL_AREA_VN", s_areas, [.. Areas(areas)]),
            List("CL_SECTOR"),
            new CodeList("CL_INDICATOR", s_indicators, [.. indicators.DistinctBy(indicator => indicator.Code, StringComparer.Ordinal)
                .Select(indicator => new Code(indicator.Code, new Names(indicator.NameVi, indicator.NameEn)))]),
            new CodeList("CL_STAT", s_statistics, [.. Statistic.All.Select(each => new Code(each.Code, new Names(each.NameVi, each.NameEn)))]),
            new CodeList("CL_UNIT", s_fixed["CL_UNIT"], units),
            List("CL_UNIT_MULT"),
            List("CL_OBS_STATUS"),
            List("CL_CONF_STATUS"),
        ];
        _byId = All.ToDictionary(list => list.Id, StringComparer.Ordinal);

        CodeList List(string id) => new(id, s_fixed[id], [.. rows[id]]);
    }

    public IReadOnlyList<CodeList> All { get; }

    /// <summary>The codes of a component that has some.</summary>
    public CodeList Of(Component component) =>
        _byId[component.CodeList ?? throw new ArgumentException($"BUG: {component.Id} has no codes", nameof(component))];

    private static IEnumerable<Code> Areas(AreaCatalog areas)
    {
        yield return Of(areas.Nation, null);
        foreach (var part in areas.ChildrenOf(areas.Nation))
        {
            yield return Of(part, areas.Nation);
            foreach (var child in areas.ChildrenOf(part)) yield return Of(child, part);
        }

        static Code Of(Area area, Area? parent) =>
            new(AreaCodes.Code(area), new Names(area.NameVi, area.NameEn), parent is null ? null : AreaCodes.Code(parent));
    }

    private static List<(string List, Code Code)> Rows()
    {
        using var stream = typeof(CodeLists).Assembly.GetManifestResourceStream("Sdmx/codelists.csv")
            ?? throw new InvalidOperationException("BUG: the code lists are not embedded in the assembly");
        using var reader = new StreamReader(stream);
        using var csv = CsvReader.FromText(reader.ReadToEnd());
        var rows = new List<(string, Code)>();
        while (csv.Read())
            rows.Add((csv.GetString("codelist"), new Code(csv.GetString("code"), new Names(csv.GetString("name_vi"), csv.GetString("name_en")))));
        return rows;
    }
}

/// <summary>The code lists of the schemes that hold; made anew when others do.</summary>
internal sealed class Vocabulary(AreaCatalog areas)
{
    private volatile Tuple<SchemeCatalog, CodeLists>? _made;

    public CodeLists Of(SchemeCatalog schemes)
    {
        if (_made is not { } made || made.Item1 != schemes) _made = made = Tuple.Create(schemes, new CodeLists(schemes, areas));
        return made.Item2;
    }
}
