using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmartSectors.Http;

/// <summary>
/// Writes rows cell by cell, in the order of the columns, as CSV or as JSON a line; numbers as JSON has them. Rows gather
/// here first: an output takes a lock at each write, which was a sixth of an answer's cost.
/// </summary>
public abstract class TableWriter : IDisposable
{
    private const int FlushBytes = 64 * 1024;
    private const int LongestNumber = 64;

    private readonly PipeWriter _output;

    private TableWriter(PipeWriter output) => _output = output;

    protected ArrayBufferWriter<byte> Rows { get; } = new(FlushBytes + 4096);

    public static TableWriter For(TableFormat format, PipeWriter output, IReadOnlyList<string> columns) =>
        format is TableFormat.Csv ? new CsvWriter(output, columns) : new NdjsonWriter(output, columns);

    public abstract void Text(string? value);

    public abstract void Time(DateTimeOffset value);

    public void Number<T>(T? value)
        where T : struct, IUtf8SpanFormattable
    {
        if (value is not { } number)
        {
            Text(null);
            return;
        }

        var room = BeginPlain(LongestNumber);
        if (!number.TryFormat(room, out var length, default, CultureInfo.InvariantCulture))
            throw new InvalidOperationException($"BUG: {number} takes more than {LongestNumber} characters");
        EndPlain(length);
    }

    public void Bool(bool value)
    {
        var text = value ? "true"u8 : "false"u8;
        text.CopyTo(BeginPlain(text.Length));
        EndPlain(text.Length);
    }

    public abstract void EndRow();

    /// <summary>Sends what has gathered, once it is worth it; waits for a client that does not keep up.</summary>
    public async ValueTask FlushIfFullAsync(CancellationToken cancellationToken)
    {
        if (Rows.WrittenCount >= FlushBytes) await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what has gathered.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _output.WriteAsync(Rows.WrittenMemory, cancellationToken).ConfigureAwait(false);
        Rows.ResetWrittenCount();
    }

    public abstract void Dispose();

    /// <summary>Room for a number or a truth value, which is the same in both forms.</summary>
    protected abstract Span<byte> BeginPlain(int longest);

    /// <summary>So much of the room was used.</summary>
    protected abstract void EndPlain(int length);

    private sealed class CsvWriter : TableWriter
    {
        private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");
        private bool _isInRow;

        public CsvWriter(PipeWriter output, IReadOnlyList<string> columns)
            : base(output)
        {
            foreach (var column in columns) Text(column);
            EndRow();
        }

        public override void Text(string? value)
        {
            if (value.AsSpan().ContainsAny(s_quoted)) value = $"\"{value!.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            EndPlain(Encoding.UTF8.GetBytes(value, BeginPlain(Encoding.UTF8.GetMaxByteCount(value?.Length ?? 0))));
        }

        public override void Time(DateTimeOffset value)
        {
            UtcTimes.Format(value, BeginPlain(UtcTimes.Length));
            EndPlain(UtcTimes.Length);
        }

        public override void EndRow()
        {
            Rows.Write("\r\n"u8);
            _isInRow = false;
        }

        public override void Dispose()
        {
        }

        protected override Span<byte> BeginPlain(int longest)
        {
            var room = Rows.GetSpan(longest + 1);
            if (!_isInRow) return room;
            room[0] = (byte)',';
            return room[1..];
        }

        protected override void EndPlain(int length)
        {
            Rows.Advance(_isInRow ? length + 1 : length);
            _isInRow = true;
        }
    }

    private sealed class NdjsonWriter : TableWriter
    {
        private readonly byte[] _plain = new byte[LongestNumber];
        private readonly JsonEncodedText[] _columns;
        private readonly Utf8JsonWriter _json;
        private int _next;

        public NdjsonWriter(PipeWriter output, IReadOnlyList<string> columns)
            : base(output)
        {
            _columns = [.. columns.Select(column => JsonEncodedText.Encode(column))];
            _json = new Utf8JsonWriter(Rows, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        }

        public override void Text(string? value) => _json.WriteString(NextColumn(), value);

        public override void Time(DateTimeOffset value)
        {
            Span<byte> text = stackalloc byte[UtcTimes.Length];
            UtcTimes.Format(value, text);
            _json.WriteString(NextColumn(), text);
        }

        public override void EndRow()
        {
            _json.WriteEndObject();
            _json.Flush();
            _json.Reset();
            Rows.Write("\n"u8);
            _next = 0;
        }

        public override void Dispose() => _json.Dispose();

        protected override Span<byte> BeginPlain(int longest) => _plain;

        protected override void EndPlain(int length)
        {
            _json.WritePropertyName(NextColumn());
            _json.WriteRawValue(_plain.AsSpan(0, length), skipInputValidation: true);
        }

        private JsonEncodedText NextColumn()
        {
            if (_next == 0) _json.WriteStartObject();
            return _columns[_next++];
        }
    }
}
