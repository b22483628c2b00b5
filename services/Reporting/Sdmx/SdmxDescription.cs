using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>
/// The parameters of SDMX for the description of the API. The endpoints read them from the address as it stands, for a plus
/// means something there, so that the generator does not see them.
/// </summary>
internal static class SdmxDescription
{
    private const string Root = "sdmx/v2/";

    // By their names in the path.
    private static readonly Dictionary<string, (string Text, string Example)> s_ofPath = new(StringComparer.OrdinalIgnoreCase)
    {
        ["context"] = ("What the data are of: dataflow.", "dataflow"),
        ["agencyID"] = ("Who maintains it: VN_SMARTSECTORS, or * for any.", "VN_SMARTSECTORS"),
        ["resourceID"] = ("Its id: of data DF_IOT, of a structure such as DSD_IOT or CL_AREA_VN, or * for any.", "*"),
        ["version"] = ("Its version: 1.0.0, or * for any.", "1.0.0"),
        ["key"] = ("FREQ.REF_AREA.SECTOR.INDICATOR.STAT: a star or nothing is every code, several are joined by +, several keys by commas.", "D.VN_86.AGRICULTURE.*.VALUE"),
        ["componentID"] = ("Of which dimension, or * for all.", "REF_AREA"),
        ["artefactType"] = ("The kind of structure, such as datastructure, dataflow, codelist, conceptscheme or agencyscheme, or * for any.", "datastructure"),
        ["itemID"] = ("Of a code list or concept scheme, the items; left out or * for all.", "*"),
    };

    private static readonly (string Name, string Text, string Example)[] s_filters =
    [
        ("c[TIME_PERIOD]", "Periods: one (2026-10 has its days too), or with operators: ge:2026-09+le:2026-10.", "2026-10"),
        ("c[REF_AREA]", "Areas, joined by commas. Any component may be filtered so, such as c[INDICATOR]; operators eq, ne, lt, le, gt, ge, co, nc, sw, ew.", "VN_86"),
    ];

    private static readonly (string Name, string Text, string Example)[] s_ofData =
    [
        .. s_filters,
        ("format", "sdmx-json, sdmx-csv or csv (a table for a spreadsheet, with names), where no Accept header can be sent.", "csv"),
        ("asOf", "RFC 3339: what was published then.", "2026-11-05T00:00:00+07:00"),
        ("updatedAfter", "RFC 3339: what was published otherwise since.", "2026-11-05T00:00:00+07:00"),
        ("includeHistory", "true: every version of each observation.", "false"),
        ("firstNObservations", "So many of each series, from the first on.", "1"),
        ("lastNObservations", "So many of each series, up to the last.", "1"),
        ("dimensionAtObservation", "TIME_PERIOD (series, when left out) or AllDimensions (flat).", "TIME_PERIOD"),
        ("attributes", "dsd, none, or ids joined by commas.", "dsd"),
        ("measures", "all, none, or ids joined by commas.", "all"),
        ("offset", "So many observations are passed over.", "0"),
        ("limit", "At most so many observations.", "1000"),
    ];

    private static readonly (string Name, string Text, string Example)[] s_ofAvailability =
    [
        .. s_filters,
        ("mode", "exact (the values of what is asked for, when left out) or available (those that could be added to it).", "exact"),
        ("references", "none, all, codelist, datastructure, conceptscheme or dataflow: structures that come with it.", "none"),
    ];

    private static readonly (string Name, string Text, string Example)[] s_ofStructure =
    [
        ("references", "none, parents, parentsandsiblings, ancestors, children, descendants, all, or kinds of structures.", "children"),
        ("detail", "full, allstubs, referencestubs, allcompletestubs, referencecompletestubs or referencepartial.", "full"),
    ];

    /// <summary>Adds what is missing of an operation; leaves those of others alone.</summary>
    public static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (context.Description.RelativePath is not { } path || !path.StartsWith(Root, StringComparison.Ordinal)) return;

        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
        {
            if (parameter.Name is { } name && s_ofPath.TryGetValue(name, out var known)) (parameter.Description, parameter.Example) = known;
        }

        var more = path[Root.Length..].Split('/')[0] switch { "data" => s_ofData, "availability" => s_ofAvailability, _ => s_ofStructure };
        foreach (var (name, text, example) in more)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = text,
                Example = example,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }
    }
}
