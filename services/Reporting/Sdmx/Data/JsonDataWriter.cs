using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>
/// Writes SDMX-JSON 2.1. Values stand in data sets by their numbers in the structure, and are given these when they are
/// met; so the data sets come first and the structure, which lists what they have and nothing else, after them. The order
/// of members is no part of the format.
/// </summary>
internal sealed class JsonDataWriter : DataWriter
{
    private const int PointsBetweenFlushes = 256;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonMessage _message;
    private readonly DataQuestion _question;
    private readonly Utf8JsonWriter _json;
    private readonly JsonStructure _structure;
    private readonly StringBuilder _key = new();

    private DataSetHead? _dataSet;
    private int _dataSets;
    private (long FromMs, long ToMs) _reported;

    public JsonDataWriter(PipeWriter output, JsonMessage message, DataQuestion question, CodeLists lists)
        : base(output)
    {
        (_message, _question) = (message, question);
        _json = new Utf8JsonWriter(Buffer, s_options);
        _structure = new JsonStructure(question, lists);
        _json.WriteStartObject();
        message.WriteHead(_json);
        _json.WriteStartObject("data");
        _json.WriteStartArray("dataSets");
    }

    public override async ValueTask WriteAsync(Series series, CancellationToken cancellationToken)
    {
        if (_dataSet != series.DataSet)
        {
            EndDataSet();
            BeginDataSet(series.DataSet);
        }

        var isDeleted = series.DataSet.Action == DataAction.Delete;
        var seriesKey = SeriesKey(series);
        if (!_question.IsFlat) BeginSeries(seriesKey, series, isDeleted);
        else if (_question.Selection.IsKeysAlone) _json.WriteStartArray(seriesKey);

        if (_question.Selection.IsKeysAlone)
        {
            if (_question.IsFlat) _json.WriteEndArray();
        }
        else
        {
            for (var next = 0; next < series.Points.Count;)
            {
                for (var left = PointsBetweenFlushes; left > 0 && next < series.Points.Count; left--, next++) WritePoint(seriesKey, series, series.Points[next], isDeleted);
                await FlushJsonAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        if (!_question.IsFlat) EndSeries();
        await FlushJsonAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        EndDataSet();
        _json.WriteEndArray();
        _json.WriteStartArray("structures");
        _structure.Write(_json, _message, _dataSets);
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndObject();
        await _json.FlushAsync(cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    // What was not sent is not wanted: an answer that broke off is to look like one.
    public override void Dispose()
    {
        _json.Reset();
        _json.Dispose();
        base.Dispose();
    }

    private ValueTask FlushJsonAsync(CancellationToken cancellationToken)
    {
        _json.Flush();
        return FlushIfFullAsync(cancellationToken);
    }

    private void BeginDataSet(DataSetHead head)
    {
        (_dataSet, _reported) = (head, (long.MaxValue, long.MinValue));
        _dataSets++;
        _json.WriteStartObject();
        _json.WriteNumber("structure", 0);
        _message.WriteAction(_json, head.Action);
        if (head.ValidFrom is { } from) _json.WriteString("validFrom", LocalTimes.Moment(from));
        if (head.ValidTo is { } to) _json.WriteString("validTo", LocalTimes.Moment(to));
        _json.WriteStartObject(_question.IsFlat ? "observations" : "series");
    }

    private void EndDataSet()
    {
        if (_dataSet is null) return;
        _json.WriteEndObject();
        if (_reported.FromMs < _reported.ToMs)
        {
            _json.WriteString("reportingBegin", LocalTimes.Date(_reported.FromMs));
            _json.WriteString("reportingEnd", LocalTimes.Date(_reported.ToMs - 1));
        }

        _json.WriteEndObject();
    }

    private void BeginSeries(string key, Series series, bool isDeleted)
    {
        _json.WriteStartObject(key);
        if (_question.Selection.SeriesAttributes.Count > 0 && !isDeleted)
        {
            _json.WriteStartArray("attributes");
            WriteUnit(series);
            _json.WriteEndArray();
        }

        if (!_question.Selection.IsKeysAlone) _json.WriteStartObject("observations");
    }

    private void EndSeries()
    {
        if (!_question.Selection.IsKeysAlone) _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WritePoint(string seriesKey, Series series, in Point point, bool isDeleted)
    {
        _reported = (Math.Min(_reported.FromMs, point.StartMs), Math.Max(_reported.ToMs, WindowCalendar.End(series.Window, point.StartMs)));
        var period = _structure.PeriodKey(series.Window, point.StartMs);
        _json.WriteStartArray(_question.IsFlat ? $"{seriesKey}:{period}" : period);
        if (!isDeleted)
        {
            if (_question.Selection.HasValue) WriteNumber(point.Figure.Value, isMeasure: true);
            if (_question.IsFlat) WriteUnit(series);
            foreach (var attribute in _question.Selection.ObservationAttributes) WriteAttribute(attribute, point.Figure);
        }

        _json.WriteEndArray();
    }

    private void WriteUnit(Series series)
    {
        foreach (var attribute in _question.Selection.SeriesAttributes)
            _json.WriteNumberValue(_structure.IndexOf(attribute, attribute == IotStructure.Unit ? series.Unit : Units.Multiplier));
    }

    private void WriteAttribute(Component attribute, in Figure figure)
    {
        if (attribute == IotStructure.Status) _json.WriteNumberValue(_structure.IndexOf(attribute, ObservationStatusCodes.Of(figure.Status)));
        else if (attribute == IotStructure.Confidentiality) _json.WriteNumberValue(_structure.IndexOf(attribute, figure.Confidentiality.Code()));
        else if (attribute == IotStructure.Devices) WriteDevices(figure.Devices);
        else if (attribute == IotStructure.Completeness) WriteNumber(figure.Completeness);
        else if (attribute == IotStructure.Correctness) WriteNumber(figure.Correct);
        else if (attribute == IotStructure.Cleanness) WriteNumber(figure.Clean);
        else WriteNumber(figure.Live);
    }

    private void WriteDevices(long? devices)
    {
        if (devices is { } count) _json.WriteNumberValue(count);
        else _json.WriteNullValue();
    }

    // A missing measure is the text NaN, an attribute that is not told is null.
    private void WriteNumber(double? number, bool isMeasure = false)
    {
        if (number is { } value) _json.WriteNumberValue(value);
        else if (isMeasure) _json.WriteStringValue("NaN"u8);
        else _json.WriteNullValue();
    }

    private string SeriesKey(Series series)
    {
        _key.Clear();
        for (var i = 0; i < series.Codes.Length; i++)
        {
            if (i > 0) _key.Append(':');
            _key.Append(_structure.IndexOf(IotStructure.SeriesDimensions[i], series.Codes[i]));
        }

        return _key.ToString();
    }
}
