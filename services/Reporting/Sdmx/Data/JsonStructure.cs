using System.Globalization;
using System.Text.Json;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>The structure of a data message: its components, and the values that its data sets have, each with its number.</summary>
internal sealed class JsonStructure(DataQuestion question, CodeLists lists)
{
    private readonly Dictionary<Component, Dictionary<string, int>> _codes = [];
    private readonly Dictionary<(Window Window, long StartMs), string> _periods = [];

    /// <summary>The number of a code, given when it is met first.</summary>
    public int IndexOf(Component component, string code)
    {
        if (!_codes.TryGetValue(component, out var known)) _codes.Add(component, known = new Dictionary<string, int>(StringComparer.Ordinal));
        if (!known.TryGetValue(code, out var index)) known.Add(code, index = known.Count);
        return index;
    }

    /// <summary>The number of a period as the name of a member.</summary>
    public string PeriodKey(Window window, long startMs)
    {
        if (!_periods.TryGetValue((window, startMs), out var key)) _periods.Add((window, startMs), key = _periods.Count.ToString(CultureInfo.InvariantCulture));
        return key;
    }

    public void Write(Utf8JsonWriter json, JsonMessage message, int dataSets)
    {
        var language = message.Language;
        json.WriteStartObject();
        json.WriteStartArray("links");
        WriteLink(json, Urns.Of(message.Flow), "dataflow");
        WriteLink(json, Urns.DataStructure, "datastructure");
        json.WriteEndArray();
        json.WriteNames(message.Flow.Names, language);

        IEnumerable<Component> ofTime = question.Selection.IsKeysAlone ? [] : [IotStructure.Time];
        json.WriteStartObject("dimensions");
        WriteComponents(json, "dataSet", [], language);
        WriteComponents(json, "series", question.IsFlat ? [] : IotStructure.SeriesDimensions, language);
        WriteComponents(json, "observation", question.IsFlat ? IotStructure.SeriesDimensions.Concat(ofTime) : ofTime, language);
        json.WriteEndObject();

        json.WriteStartObject("measures");
        WriteComponents(json, "observation", question.Selection.HasValue ? [IotStructure.Value] : [], language);
        json.WriteEndObject();

        var (ofSeries, ofObservations) = (question.Selection.SeriesAttributes, question.Selection.ObservationAttributes);
        json.WriteStartObject("attributes");
        WriteComponents(json, "dataSet", [], language);
        WriteComponents(json, "dimensionGroup", [], language);
        WriteComponents(json, "series", question.IsFlat ? [] : ofSeries, language);
        WriteComponents(json, "observation", question.IsFlat ? ofSeries.Concat(ofObservations) : ofObservations, language);
        json.WriteEndObject();

        json.WriteStartArray("dataSets");
        for (var i = 0; i < dataSets; i++) json.WriteNumberValue(i);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLink(Utf8JsonWriter json, string urn, string relation)
    {
        json.WriteStartObject();
        json.WriteString("urn", urn);
        json.WriteString("rel", relation);
        json.WriteEndObject();
    }

    private void WriteComponents(Utf8JsonWriter json, string level, IEnumerable<Component> components, string language)
    {
        json.WriteStartArray(level);
        foreach (var component in components) WriteComponent(json, component, language);
        json.WriteEndArray();
    }

    private void WriteComponent(Utf8JsonWriter json, Component component, string language)
    {
        json.WriteStartObject();
        json.WriteString("id", component.Id);
        json.WriteNames(component.Names, language);
        if (component.Level is ComponentLevel.Dimension or ComponentLevel.Time)
            json.WriteNumber("keyPosition", IotStructure.Dimensions.TakeWhile(each => each != component).Count());
        if (component.Role is { } role)
        {
            json.WriteStartArray("roles");
            json.WriteStringValue(role);
            json.WriteEndArray();
        }

        if (component.Level is ComponentLevel.Series or ComponentLevel.Observation) WriteRelationship(json, component);
        if (component.IsNumber)
        {
            json.WriteStartObject("format");
            json.WriteString("dataType", component.DataType);
            json.WriteEndObject();
        }
        else if (component.Level == ComponentLevel.Time) WritePeriods(json);
        else WriteCodes(json, component, language);

        json.WriteEndObject();
    }

    private static void WriteRelationship(Utf8JsonWriter json, Component component)
    {
        json.WriteStartObject("relationship");
        if (component.Level == ComponentLevel.Observation)
        {
            json.WriteStartObject("observation");
            json.WriteEndObject();
        }
        else
        {
            json.WriteStartArray("dimensions");
            foreach (var dimension in IotStructure.UnitDependsOn) json.WriteStringValue(dimension);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // A list of values has one at least; there is none where all observations are deleted.
    private void WriteCodes(Utf8JsonWriter json, Component component, string language)
    {
        if (!_codes.TryGetValue(component, out var known)) return;

        var list = lists.Of(component);
        json.WriteStartArray("values");
        foreach (var code in known.OrderBy(each => each.Value).Select(each => each.Key))
        {
            json.WriteStartObject();
            json.WriteString("id", code);
            json.WriteNames(list.NamesOf(code), language);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // What is a day or a month is an id; a time of the day has colons, which no id may have.
    private void WritePeriods(Utf8JsonWriter json)
    {
        json.WriteStartArray("values");
        foreach (var (window, startMs) in _periods.OrderBy(each => int.Parse(each.Value, CultureInfo.InvariantCulture)).Select(each => each.Key))
        {
            var name = TimePeriod.Name(window, startMs);
            json.WriteStartObject();
            json.WriteString(window is Window.Day or Window.Month ? "id" : "value", name);
            json.WriteString("name", name);
            json.WriteString("start", LocalTimes.Moment(startMs));
            json.WriteString("end", LocalTimes.Moment(WindowCalendar.End(window, startMs) - 1_000));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
