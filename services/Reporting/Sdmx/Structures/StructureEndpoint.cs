using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartSectors.Reporting.Sdmx.Data;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>Answers structure queries (SDMX REST 2, structure queries).</summary>
internal sealed class StructureEndpoint(CurrentRulebook rules, Vocabulary vocabulary, TimeProvider time)
{
    private static readonly string[] s_known = ["detail", "references", "format"];
    private static readonly string[] s_details = ["full", "allstubs", "referencestubs", "allcompletestubs", "referencecompletestubs", "referencepartial", "raw"];

    /// <exception cref="SdmxException">The question is refused.</exception>
    public IResult Answer(HttpContext http, string? type, string? agency, string? id, string? version, string? item)
    {
        var query = new RawQuery(http.Request.QueryString.Value ?? "");
        if (query.Raw("asOf") is not null) throw SdmxException.NotImplemented("The parameter 'asOf' is not implemented: structures have one version.");
        if (query.Names.FirstOrDefault(name => !s_known.Contains(name)) is { } unknown) throw SdmxException.Syntax($"There is no parameter '{unknown}'.");
        var detail = query.Decoded("detail") ?? "full";
        if (!s_details.Contains(detail)) throw SdmxException.Syntax($"'{detail}' is none of the details {string.Join(", ", s_details)}.");
        var format = Negotiation.Agree(http.Request, query.Decoded("format"), StructureFormats.All);

        var catalog = new StructureCatalog(vocabulary.Of(rules.Schemes));
        var asked = Find(catalog, type, agency, id, version);
        if (asked.Count == 0)
        {
            if (id is null or "*") return TypedResults.NoContent();
            throw SdmxException.NotFound($"There is no {type} {agency ?? "*"}:{id}({version ?? "~"}).");
        }

        var related = new HashSet<Artefact>();
        foreach (var references in (query.Decoded("references") ?? "none").Split(','))
        {
            foreach (var artefact in asked) related.UnionWith(catalog.RelatedTo(artefact, references));
        }

        related.ExceptWith(asked);
        var answered = asked.Select(artefact => WithItems(artefact, item) with { IsStub = detail.StartsWith("all", StringComparison.Ordinal) })
            .Concat(related.Select(artefact => artefact with { IsStub = detail.EndsWith("stubs", StringComparison.Ordinal) })).ToList();
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return new StructureAnswer(format, time.GetUtcNow(), (json, language) => new StructureWriter(json, language).Write(answered));
    }

    private static List<Artefact> Find(StructureCatalog catalog, string? type, string? agency, string? id, string? version)
    {
        var types = (type ?? "*").Split(',');
        if (types.FirstOrDefault(each => each is not ("*" or "all") && !Kinds.IsKnown(each)) is { } unknown) throw SdmxException.Syntax($"'{unknown}' is no kind of structures.");

        var isEvery = types.Contains("*") || types.Contains("all");
        return [.. catalog.All.Where(artefact =>
            (isEvery || types.Contains(Kinds.Name(artefact.Kind))) && ArtefactPath.Names(agency, IotStructure.Agency) && ArtefactPath.Names(id, artefact.Id)
            && (VersionPattern.Matches(version ?? "~", IotStructure.Version) || version == artefact.Version))];
    }

    private static Artefact WithItems(Artefact artefact, string? item)
    {
        if (item is null or "*" || artefact.Items is not { } items) return artefact;
        return artefact with { Items = [.. items.Where(each => ArtefactPath.Names(item, each.Id))], IsPartial = true };
    }
}
