namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>The names of structures that hold everywhere (SDMX, Section 6, "URN").</summary>
internal static class Urns
{
    public static string Of(Dataflow flow) => Of("datastructure.Dataflow", flow.Id);

    public static string DataStructure { get; } = Of("datastructure.DataStructure", IotStructure.Id);

    public static string CodeList(string id) => Of("codelist.Codelist", id);

    public static string Concept(Component component) => $"{Of("conceptscheme.Concept", StructureCatalog.ConceptScheme)}.{component.Id}";

    private static string Of(string kind, string id) => $"urn:sdmx:org.sdmx.infomodel.{kind}={IotStructure.Agency}:{id}({IotStructure.Version})";
}
