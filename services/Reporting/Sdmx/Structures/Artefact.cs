namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>The kinds of structures that there are here.</summary>
internal enum ArtefactKind
{
    AgencyScheme,
    ConceptScheme,
    Codelist,
    DataStructure,
    Dataflow,
}

/// <summary>A structure that is maintained: what SDMX calls a maintainable artefact.</summary>
/// <param name="Items">What a list or scheme has; null for what is none.</param>
/// <param name="References">The structures that it names itself.</param>
internal sealed record Artefact(ArtefactKind Kind, string Id, Names Names, IReadOnlyList<Code>? Items, IReadOnlyList<Artefact> References)
{
    /// <summary>It has some of its items only.</summary>
    public bool IsPartial { get; init; }

    /// <summary>It is known by its name alone.</summary>
    public bool IsStub { get; init; }

    /// <summary>The scheme of agencies has no versions but this one (SDMX-JSON 2.1, MaintainableWithoutVersionType).</summary>
    public string Version => Kind == ArtefactKind.AgencyScheme ? "1.0" : IotStructure.Version;
}
