namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>All structures, and who names whom.</summary>
internal sealed class StructureCatalog
{
    public const string ConceptScheme = "CS_IOT";

    public StructureCatalog(CodeLists lists)
    {
        var agencies = new Artefact(
            ArtefactKind.AgencyScheme, "AGENCIES", new Names("Các cơ quan", "Agencies"), [new Code(IotStructure.Agency, new Names("SmartSectors Việt Nam", "SmartSectors Viet Nam"))], []);
        var concepts = new Artefact(
            ArtefactKind.ConceptScheme, ConceptScheme, new Names("Khái niệm của dữ liệu IoT", "Concepts of IoT data"),
            [.. IotStructure.All.Select(component => new Code(component.Id, component.Names))], [agencies]);
        var codelists = lists.All.Select(list => new Artefact(ArtefactKind.Codelist, list.Id, list.Names, list.Codes, [agencies])).ToList();
        var structure = new Artefact(ArtefactKind.DataStructure, IotStructure.Id, IotStructure.Names, null, [agencies, concepts, .. codelists]);
        var flows = Dataflow.All.Select(flow => new Artefact(ArtefactKind.Dataflow, flow.Id, flow.Names, null, [agencies, structure]));
        All = [agencies, concepts, .. codelists, structure, .. flows];
    }

    public IReadOnlyList<Artefact> All { get; }

    /// <summary>What else is answered with an artefact (SDMX REST, structure queries, parameter <c>references</c>), without itself.</summary>
    /// <exception cref="SdmxException">The word is unknown.</exception>
    public IReadOnlySet<Artefact> RelatedTo(Artefact artefact, string references)
    {
        HashSet<Artefact> related = references switch
        {
            "none" => [],
            "children" => [.. artefact.References],
            "descendants" => Descendants(artefact),
            "parents" => Parents(artefact),
            "ancestors" => Ancestors(artefact),
            "parentsandsiblings" => WithSiblings(artefact),
            "all" => [.. WithSiblings(artefact), .. Descendants(artefact)],
            // A kind of structures: those of it that are related at all.
            _ when Kinds.TryParse(references, out var kind) => [.. Ancestors(artefact).Union(Descendants(artefact)).Where(each => each.Kind == kind)],
            _ when Kinds.IsKnown(references) => [],
            _ => throw SdmxException.Syntax($"'{references}' is none of the references none, parents, parentsandsiblings, ancestors, children, descendants, all and the kinds of structures."),
        };
        related.Remove(artefact);
        return related;
    }

    private HashSet<Artefact> Parents(Artefact artefact) => [.. All.Where(each => each.References.Contains(artefact))];

    private HashSet<Artefact> WithSiblings(Artefact artefact)
    {
        var parents = Parents(artefact);
        return [.. parents, .. parents.SelectMany(parent => parent.References)];
    }

    private static HashSet<Artefact> Descendants(Artefact artefact) => [.. artefact.References, .. artefact.References.SelectMany(Descendants)];

    private HashSet<Artefact> Ancestors(Artefact artefact)
    {
        var parents = Parents(artefact);
        return [.. parents, .. parents.SelectMany(Ancestors)];
    }
}
