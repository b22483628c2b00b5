using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx.Data;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Reporting.Sdmx.Availability;

/// <summary>Answers data availability queries (SDMX REST 2, availability queries).</summary>
internal sealed class AvailabilityEndpoint(ReleaseStore store, CurrentRulebook rules, Vocabulary vocabulary, AnswerPlaces places, TimeProvider time)
{
    private static readonly string[] s_notDone = ["updatedAfter", "reportingYearStartDay"];
    private static readonly string[] s_known = ["mode", "references", "format"];
    private static readonly string[] s_references = ["none", "all", "codelist", "valuelist", "datastructure", "conceptscheme", "dataflow", "dataproviderscheme"];

    /// <exception cref="SdmxException">The question is refused.</exception>
    public IResult Answer(HttpContext http, Dataflow flow, string? context, string? agency, string? id, string? version, string? key, string? component)
    {
        ArtefactPath.Require(flow, context, agency, id, version);
        var query = new RawQuery(http.Request.QueryString.Value ?? "");
        foreach (var name in query.Names)
        {
            if (s_notDone.Contains(name)) throw SdmxException.NotImplemented($"The parameter '{name}' is not implemented.");
            if (!s_known.Contains(name) && !SeriesFilter.IsParameter(name)) throw SdmxException.Syntax($"There is no parameter '{name}'.");
        }

        var asked = SeriesFilter.Parse(key, query);
        if (asked.AsksObservations) throw SdmxException.NotImplemented("What is available is told by dimensions and units, not by what observations say.");
        var mode = query.Decoded("mode") ?? "exact";
        if (mode is not ("exact" or "available")) throw SdmxException.Syntax($"'{mode}' is no mode; exact and available are.");
        var references = (query.Decoded("references") ?? "none").Split(',');
        if (references.FirstOrDefault(each => !s_references.Contains(each)) is { } unknown)
            throw SdmxException.Syntax($"'{unknown}' is none of the references {string.Join(", ", s_references)}.");
        var components = ComponentsOf(component);
        var format = Negotiation.Agree(http.Request, query.Decoded("format"), StructureFormats.All);
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);

        using var place = places.TryTake();
        if (place is null) return Busy.Answer(http);

        using var reader = store.OpenReader();
        if (reader.NewestAt(DateTimeOffset.MaxValue) is not { } newest) return TypedResults.NoContent();

        var schemes = rules.Schemes;
        var scan = new AvailabilityScan(reader, asked, flow.Copy, schemes, newest.Number);
        scan.Run(withFurther: mode == "available");
        if (scan.Values.All(values => values.Count == 0)) return TypedResults.NoContent();

        var related = Referenced(new StructureCatalog(vocabulary.Of(schemes)), flow, references, scan, components);
        return new StructureAnswer(format, time.GetUtcNow(), (json, language) =>
        {
            new AvailabilityWriter(json, flow, scan, components, language).Write(format.Version);
            new StructureWriter(json, language).Write(related);
        });
    }

    private static Component[] ComponentsOf(string? component)
    {
        if (component is null or "*") return [.. IotStructure.Dimensions];
        return [.. component.Split(',').Select(id => IotStructure.Dimensions.FirstOrDefault(each => each.Id == id)
            ?? throw SdmxException.Syntax($"There is no dimension '{id}': {string.Join(", ", IotStructure.Dimensions.Select(each => each.Id))} are."))];
    }

    // Lists have the codes that are available, and those that these are parts of.
    private static List<Artefact> Referenced(StructureCatalog catalog, Dataflow flow, string[] references, AvailabilityScan scan, Component[] components)
    {
        var related = new List<Artefact>();
        foreach (var artefact in catalog.All)
        {
            if (!references.Contains("all") && !references.Contains(Kinds.Name(artefact.Kind))) continue;
            if (artefact.Kind == ArtefactKind.AgencyScheme || (artefact.Kind == ArtefactKind.Dataflow && artefact.Id != flow.Id)) continue;
            if (artefact.Kind != ArtefactKind.Codelist)
            {
                related.Add(artefact);
                continue;
            }

            for (var position = 0; position < IotStructure.SeriesDimensions.Count; position++)
            {
                var dimension = IotStructure.SeriesDimensions[position];
                if (dimension.CodeList == artefact.Id && components.Contains(dimension)) related.Add(Partly(artefact, scan.Values[position]));
            }
        }

        return related;
    }

    private static Artefact Partly(Artefact list, IReadOnlySet<string> values)
    {
        var byId = list.Items!.ToDictionary(code => code.Id, StringComparer.Ordinal);
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            for (var code = byId.GetValueOrDefault(value); code is not null && kept.Add(code.Id);) code = code.Parent is { } parent ? byId[parent] : null;
        }

        return list with { Items = [.. list.Items!.Where(code => kept.Contains(code.Id))], IsPartial = kept.Count < list.Items!.Count };
    }
}
