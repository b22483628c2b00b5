using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>
/// Writes a row an observation: SDMX-CSV 2.1, or a plain table. What rows have in common is made once: the columns before
/// the period of a series, the unit, each period, each status.
/// </summary>
internal sealed class CsvDataWriter : DataWriter
{
    // 24 for a double, 20 for a long, each with its comma and the comma of an empty name: seven numbers, and the end of the line.
    private const int NumbersLength = 7 * 32;

    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

    private readonly CsvLayout _layout;
    private readonly Selection _selection;
    private readonly Dataflow _flow;
    private readonly CodeLists _lists;
    private readonly string _language;
    private readonly Dictionary<(Component, string), byte[]> _codes = [];
    private readonly Dictionary<(Window, long), byte[]> _periods = [];
    private readonly byte[][] _statuses;
    private readonly byte[][] _confidentialities;
    private readonly bool[] _hasNumber;

    private byte[] _prefix = [];
    private byte[] _seriesKey = [];
    private byte[] _unit = [];

    public CsvDataWriter(PipeWriter output, CsvLayout layout, Selection selection, Dataflow flow, CodeLists lists, string language)
        : base(output)
    {
        (_layout, _selection, _flow, _lists, _language) = (layout, selection, flow, lists, language);
        _statuses = [.. Enumerable.Range('A', 26).Select(letter => Attribute(IotStructure.Status, ((char)letter).ToString()))];
        _confidentialities = [.. Enum.GetValues<Confidentiality>().Select(each => Attribute(IotStructure.Confidentiality, each.Code()))];
        _hasNumber = [.. new[] { IotStructure.Devices, IotStructure.Completeness, IotStructure.Correctness, IotStructure.Cleanness, IotStructure.Liveness }
            .Select(component => selection.ObservationAttributes.Contains(component))];
        // A spreadsheet takes a file for UTF-8 when it begins with the mark of it.
        if (!layout.IsSdmx) Buffer.Write(Encoding.UTF8.Preamble);
        WriteHeader();
    }

    public override async ValueTask WriteAsync(Series series, CancellationToken cancellationToken)
    {
        Prepare(series);
        if (_selection.IsKeysAlone)
        {
            Buffer.Write(_prefix);
            Buffer.Write("\r\n"u8);
        }
        else
        {
            // Rows are written in a span, which may not live across a wait; so as many as fill a piece at a time.
            for (var next = 0; next < series.Points.Count;)
            {
                next = WriteRows(series, next);
                await FlushIfFullAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        await FlushIfFullAsync(cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask CompleteAsync(CancellationToken cancellationToken) => FlushAsync(cancellationToken);

    private void WriteHeader()
    {
        var columns = new List<string>();
        if (_layout.IsSdmx)
        {
            columns.AddRange(["STRUCTURE", "STRUCTURE_ID"]);
            if (_layout.Labels == CsvLabels.Name) columns.Add("STRUCTURE_NAME");
        }

        if (_layout.HasActions) columns.Add("ACTION");
        if (_layout.Keys.HasFlag(CsvKeys.Series)) columns.Add("SERIES_KEY");
        if (HasObservationKeys) columns.Add("OBS_KEY");
        foreach (var component in Columns())
        {
            columns.Add(_layout.Labels == CsvLabels.Both ? $"{component.Id}: {component.Names.In(_language)}" : component.Id);
            if (_layout.Labels == CsvLabels.Name) columns.Add(component.Names.In(_language));
        }

        if (_layout.HasValidity) columns.AddRange(["VALID_FROM", "VALID_TO"]);
        Buffer.Write(Encoding.UTF8.GetBytes(string.Join(',', columns.Select(Quoted)) + "\r\n"));
    }

    private IEnumerable<Component> Columns() =>
    [
        .. IotStructure.SeriesDimensions,
        .. _selection.IsKeysAlone ? (Component[])[] : [IotStructure.Time],
        .. _selection.HasValue ? (Component[])[IotStructure.Value] : [],
        .. _selection.SeriesAttributes,
        .. _selection.ObservationAttributes,
    ];

    private bool HasObservationKeys => _layout.Keys.HasFlag(CsvKeys.Obs) && !_selection.IsKeysAlone;

    // A row is: prefix, [key and period of the observation, the dimensions again], period, value, unit, statuses, numbers, validity.
    private void Prepare(Series series)
    {
        var start = new StringBuilder();
        if (_layout.IsSdmx)
        {
            start.Append("dataflow,");
            var name = _flow.Names.In(_language);
            start.Append(Quoted(_layout.Labels == CsvLabels.Both ? $"{_flow.Reference}: {name}" : _flow.Reference)).Append(',');
            if (_layout.Labels == CsvLabels.Name) start.Append(Quoted(name)).Append(',');
        }

        if (_layout.HasActions) start.Append(series.DataSet.Letter).Append(',');
        var key = string.Join('.', series.Codes!);
        if (_layout.Keys.HasFlag(CsvKeys.Series)) start.Append(key).Append(',');

        var dimensions = new ArrayBufferWriter<byte>();
        for (var i = 0; i < series.Codes.Length; i++)
        {
            if (i > 0) dimensions.Write(","u8);
            dimensions.Write(CodeOf(IotStructure.SeriesDimensions[i], series.Codes[i]));
        }

        var head = Encoding.UTF8.GetBytes(start.ToString());
        // With keys of observations, what comes before them and what comes after are two.
        (_seriesKey, _prefix) = HasObservationKeys
            ? ([.. head, .. Encoding.UTF8.GetBytes(key), (byte)'.'], [(byte)',', .. dimensions.WrittenSpan])
            : ((byte[])[], (byte[])[.. head, .. dimensions.WrittenSpan]);

        var isDeleted = series.DataSet.Action == DataAction.Delete;
        _unit = [.. _selection.SeriesAttributes.SelectMany(component => isDeleted
            ? EmptyColumn
            : [(byte)',', .. CodeOf(component, component == IotStructure.Unit ? series.Unit : Units.Multiplier)])];
    }

    private int WriteRows(Series series, int next)
    {
        var validity = _layout.HasValidity ? Validity(series.DataSet) : [];
        var isDeleted = series.DataSet.Action == DataAction.Delete;
        var longest = 0;
        var limit = Buffer.WrittenCount + (32 * 1024);
        for (; next < series.Points.Count && Buffer.WrittenCount < limit; next++)
        {
            var (startMs, figure) = series.Points[next];
            var period = PeriodOf(series.Window, startMs);
            var status = _statuses[figure.Status - 'A'];
            var confidentiality = _confidentialities[(int)figure.Confidentiality];
            longest = _seriesKey.Length + _prefix.Length + (3 * period.Length) + _unit.Length + status.Length + confidentiality.Length + validity.Length + NumbersLength;

            var row = new Row(Buffer.GetSpan(longest));
            if (_seriesKey.Length > 0)
            {
                row.Bytes(_seriesKey);
                row.Bytes(period);
            }

            row.Bytes(_prefix);
            row.Comma();
            row.Bytes(period);
            if (_layout.Labels == CsvLabels.Name)
            {
                row.Comma();
                row.Bytes(period);
            }

            if (isDeleted) WriteNothing(ref row);
            else Write(ref row, figure, status, confidentiality);
            row.Bytes(validity);
            row.Bytes("\r\n"u8);
            Buffer.Advance(row.Length);
        }

        return next;
    }

    private void Write(ref Row row, in Reporting.Publishing.Figure figure, byte[] status, byte[] confidentiality)
    {
        if (_selection.HasValue)
        {
            row.Comma();
            if (figure.Value is { } value) row.Number(value);
            else if (_layout.IsSdmx) row.Bytes("NaN"u8);
            if (_layout.Labels == CsvLabels.Name) row.Comma();
        }

        row.Bytes(_unit);
        row.Bytes(status);
        row.Bytes(confidentiality);
        if (_hasNumber[0]) Number(ref row, figure.Devices);
        if (_hasNumber[1]) Number(ref row, figure.Completeness);
        if (_hasNumber[2]) Number(ref row, figure.Correct);
        if (_hasNumber[3]) Number(ref row, figure.Clean);
        if (_hasNumber[4]) Number(ref row, figure.Live);
    }

    // Of what is to be deleted the key alone is told.
    private void WriteNothing(ref Row row)
    {
        var columns = (_selection.HasValue ? 1 : 0) + _selection.ObservationAttributes.Count;
        row.Bytes(_unit);
        for (; columns > 0; columns--) row.Bytes(EmptyColumn);
    }

    private void Number<T>(ref Row row, T? number)
        where T : struct, IUtf8SpanFormattable
    {
        row.Comma();
        if (number is { } value) row.Number(value);
        if (_layout.Labels == CsvLabels.Name) row.Comma();
    }

    private byte[] EmptyColumn => _layout.Labels == CsvLabels.Name ? ",,"u8.ToArray() : ","u8.ToArray();

    private byte[] Attribute(Component component, string code) =>
        _selection.ObservationAttributes.Contains(component) ? [(byte)',', .. CodeOf(component, code)] : [];

    private static byte[] Validity(DataSetHead head) =>
        Encoding.UTF8.GetBytes($",{(head.ValidFrom is { } from ? LocalTimes.Moment(from) : "")},{(head.ValidTo is { } to ? LocalTimes.Moment(to) : "")}");

    private byte[] PeriodOf(Window window, long startMs)
    {
        if (!_periods.TryGetValue((window, startMs), out var period))
            _periods.Add((window, startMs), period = Encoding.UTF8.GetBytes(TimePeriod.Name(window, startMs)));
        return period;
    }

    private byte[] CodeOf(Component component, string code)
    {
        if (_codes.TryGetValue((component, code), out var bytes)) return bytes;

        var name = _layout.Labels == CsvLabels.Id ? "" : _lists.Of(component).NamesOf(code).In(_language);
        var text = _layout.Labels switch
        {
            CsvLabels.Id => code,
            CsvLabels.Name => $"{code},{Quoted(name)}",
            _ => Quoted($"{code}: {name}"),
        };
        _codes.Add((component, code), bytes = Encoding.UTF8.GetBytes(text));
        return bytes;
    }

    // RFC 4180 §2.
    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(s_quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private ref struct Row(Span<byte> room)
    {
        private readonly Span<byte> _room = room;

        public int Length { get; private set; }

        public void Comma() => _room[Length++] = (byte)',';

        public void Bytes(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_room[Length..]);
            Length += bytes.Length;
        }

        public void Number<T>(T number)
            where T : IUtf8SpanFormattable
        {
            if (!number.TryFormat(_room[Length..], out var length, default, CultureInfo.InvariantCulture))
                throw new InvalidOperationException($"BUG: {number} takes more room than a number may");
            Length += length;
        }
    }
}
