using System.Text.Json;

namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>Writes structures as SDMX-JSON structure messages have them.</summary>
internal sealed class StructureWriter(Utf8JsonWriter json, string language)
{
    private static readonly (ArtefactKind Kind, string Member)[] s_members =
    [
        (ArtefactKind.AgencyScheme, "agencySchemes"), (ArtefactKind.ConceptScheme, "conceptSchemes"), (ArtefactKind.Codelist, "codelists"),
        (ArtefactKind.DataStructure, "dataStructures"), (ArtefactKind.Dataflow, "dataflows"),
    ];

    /// <summary>Writes the arrays of all kinds that there are some of.</summary>
    public void Write(IReadOnlyCollection<Artefact> artefacts)
    {
        foreach (var (kind, member) in s_members)
        {
            if (artefacts.All(artefact => artefact.Kind != kind)) continue;
            json.WriteStartArray(member);
            foreach (var artefact in artefacts.Where(artefact => artefact.Kind == kind)) Write(artefact);
            json.WriteEndArray();
        }
    }

    private void Write(Artefact artefact)
    {
        json.WriteStartObject();
        json.WriteString("id", artefact.Id);
        json.WriteString("agencyID", IotStructure.Agency);
        json.WriteString("version", artefact.Version);
        json.WriteNames(artefact.Names, language);
        if (artefact.IsStub) json.WriteBoolean("isExternalReference", true);
        else if (artefact.Items is { } items) WriteItems(artefact, items);
        else if (artefact.Kind == ArtefactKind.Dataflow) json.WriteString("structure", Urns.DataStructure);
        else WriteComponents();
        json.WriteEndObject();
    }

    private void WriteItems(Artefact artefact, IReadOnlyList<Code> items)
    {
        json.WriteBoolean("isPartial", artefact.IsPartial);
        if (items.Count == 0) return;
        json.WriteStartArray(artefact.Kind switch { ArtefactKind.AgencyScheme => "agencies", ArtefactKind.ConceptScheme => "concepts", _ => "codes" });
        foreach (var item in items)
        {
            json.WriteStartObject();
            json.WriteString("id", item.Id);
            json.WriteNames(item.Names, language);
            if (item.Parent is { } parent) json.WriteString("parent", parent);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteComponents()
    {
        json.WriteStartObject("dataStructureComponents");
        WriteList("attributeList", "AttributeDescriptor", "attributes", IotStructure.Attributes);
        WriteDimensions();
        WriteList("measureList", "MeasureDescriptor", "measures", [IotStructure.Value]);
        json.WriteEndObject();
    }

    private void WriteDimensions()
    {
        json.WriteStartObject("dimensionList");
        json.WriteString("id", "DimensionDescriptor");
        json.WriteStartArray("dimensions");
        for (var position = 0; position < IotStructure.SeriesDimensions.Count; position++)
        {
            json.WriteStartObject();
            json.WriteString("id", IotStructure.SeriesDimensions[position].Id);
            json.WriteNumber("position", position);
            WriteRepresentation(IotStructure.SeriesDimensions[position]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("timeDimension");
        json.WriteString("id", IotStructure.Time.Id);
        WriteRepresentation(IotStructure.Time);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteList(string member, string id, string elements, IEnumerable<Component> components)
    {
        json.WriteStartObject(member);
        json.WriteString("id", id);
        json.WriteStartArray(elements);
        foreach (var component in components)
        {
            json.WriteStartObject();
            json.WriteString("id", component.Id);
            json.WriteString("usage", component.CodeList is null && component.Level == ComponentLevel.Observation ? "optional" : "mandatory");
            if (component.Level != ComponentLevel.Measure) WriteRelationship(component);
            WriteRepresentation(component);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteRelationship(Component component)
    {
        json.WriteStartObject("attributeRelationship");
        if (component.Level == ComponentLevel.Series)
        {
            json.WriteStartArray("dimensions");
            foreach (var dimension in IotStructure.UnitDependsOn) json.WriteStringValue(dimension);
            json.WriteEndArray();
        }
        else
        {
            json.WriteStartObject("observation");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteRepresentation(Component component)
    {
        json.WriteString("conceptIdentity", Urns.Concept(component));
        json.WriteStartObject("localRepresentation");
        if (component.CodeList is { } list) json.WriteString("enumeration", Urns.CodeList(list));
        else
        {
            json.WriteStartObject("format");
            json.WriteString("dataType", component.DataType);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
