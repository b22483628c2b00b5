using System.Globalization;
using System.Text.Json;
using SmartSectors.Reporting.Sdmx.Structures;

namespace SmartSectors.Reporting.Sdmx.Availability;

/// <summary>Writes what is available as a constraint: SDMX 3.1 has one of its own for this, SDMX 3.0 an actual data constraint.</summary>
internal sealed class AvailabilityWriter(Utf8JsonWriter json, Dataflow flow, AvailabilityScan scan, IReadOnlyList<Component> components, string language)
{
    private static readonly Names s_names = new("Dữ liệu hiện có", "Available data");

    public void Write(string version)
    {
        if (version == "2.0.0") WriteDataConstraint();
        else WriteAvailabilityConstraint();
    }

    private void WriteAvailabilityConstraint()
    {
        json.WriteStartArray("availabilityConstraints");
        json.WriteStartObject();
        json.WriteStartObject("constraintAttachment");
        json.WriteString("dataflow", Urns.Of(flow));
        json.WriteEndObject();
        json.WritePropertyName("cubeRegion");
        WriteRegion();
        json.WriteNumber("seriesCount", scan.Series);
        json.WriteNumber("obsCount", scan.Observations);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void WriteDataConstraint()
    {
        json.WriteStartArray("dataConstraints");
        json.WriteStartObject();
        json.WriteString("id", $"{flow.Id}_AVAILABLE");
        json.WriteString("agencyID", IotStructure.Agency);
        json.WriteString("version", IotStructure.Version);
        json.WriteNames(s_names, language);
        json.WriteString("role", "Actual");
        json.WriteStartArray("annotations");
        WriteMetric("series_count", scan.Series);
        WriteMetric("obs_count", scan.Observations);
        json.WriteEndArray();
        json.WriteStartObject("constraintAttachment");
        json.WriteStartArray("dataflows");
        json.WriteStringValue(Urns.Of(flow));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("cubeRegions");
        WriteRegion();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // As SDMX 3.0 services tell counts.
    private void WriteMetric(string id, long count)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("type", "sdmx_metrics");
        json.WriteString("title", count.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private void WriteRegion()
    {
        json.WriteStartObject();
        json.WriteBoolean("include", true);
        json.WriteStartArray("keyValues");
        for (var position = 0; position < IotStructure.SeriesDimensions.Count; position++)
        {
            if (!components.Contains(IotStructure.SeriesDimensions[position])) continue;
            json.WriteStartObject();
            json.WriteString("id", IotStructure.SeriesDimensions[position].Id);
            json.WriteStartArray("values");
            foreach (var value in scan.Values[position]) json.WriteStringValue(value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (components.Contains(IotStructure.Time) && scan.Span is { } span)
        {
            json.WriteStartObject();
            json.WriteString("id", IotStructure.Time.Id);
            json.WriteStartObject("timeRange");
            WritePeriod("startPeriod", span.FromMs);
            WritePeriod("endPeriod", span.ToMs - 1);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WritePeriod(string member, long timeMs)
    {
        json.WriteStartObject(member);
        json.WriteString("period", LocalTimes.Date(timeMs));
        json.WriteBoolean("isInclusive", true);
        json.WriteEndObject();
    }
}
