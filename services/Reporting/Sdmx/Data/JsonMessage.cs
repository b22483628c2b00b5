using System.Text.Json;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx.Structures;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>What is said of a data message as a whole. It is a function of the release and the question, so that the same answer has the same bytes.</summary>
/// <param name="Version">Of SDMX-JSON.</param>
/// <param name="Id">Unique for what is answered.</param>
internal sealed record JsonMessage(string Version, string Id, Dataflow Flow, Release Release, string Language)
{
    private static readonly Names s_public = new("Công chúng", "The public");
    private static readonly Names s_dataCentre = new("Trung tâm Dữ liệu quốc gia", "National Data Centre");

    /// <summary>What a data set does. Version 2.0 has no Merge, for which it says Append, and has a data set name its data flow.</summary>
    public void WriteAction(Utf8JsonWriter json, DataAction action)
    {
        json.WriteString("action", Version == "2.0.0" && action == DataAction.Merge ? "Append" : action.ToString());
        if (Version != "2.0.0") return;
        json.WriteStartArray("links");
        json.WriteStartObject();
        json.WriteString("urn", Urns.Of(Flow));
        json.WriteString("rel", "dataflow");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public void WriteHead(Utf8JsonWriter json)
    {
        json.WriteString("$schema", $"https://json.sdmx.org/{(Version == "2.0.0" ? Version : "2.1")}/sdmx-json-data-schema.json");
        json.WriteStartObject("meta");
        json.WriteString("id", Id);
        json.WriteBoolean("test", false);
        json.WriteString("prepared", LocalTimes.Moment(Release.RecordedAt));
        json.WriteStartArray("contentLanguages");
        json.WriteStringValue(Language);
        json.WriteStringValue(Language == "vi" ? "en" : "vi");
        json.WriteEndArray();
        json.WriteNames(new Names($"{Flow.Names.Vi}, bản phát hành {Release.Number}", $"{Flow.Names.En}, release {Release.Number}"), Language);
        json.WriteStartObject("sender");
        json.WriteString("id", "SMARTSECTORS");
        json.WriteString("name", "SmartSectors");
        json.WriteEndObject();
        json.WriteStartArray("receivers");
        json.WriteStartObject();
        json.WriteString("id", Flow.Copy == Copy.Public ? "PUBLIC" : "NDC");
        json.WriteString("name", (Flow.Copy == Copy.Public ? s_public : s_dataCentre).In(Language));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
