using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmartSectors.Operations.Http;

/// <summary>Writes rows cell by cell, in the order of the columns, as CSV or as JSON a line; numbers as JSON has them.</summary>
internal abstract class TableWriter(PipeWriter output) : IDisposable
{
    private const int FlushBytes = 64 * 1024;
    private const int LongestNumber = 64;

    protected PipeWriter Output { get; } = output;

    public static TableWriter For(TableFormat format, PipeWriter output, IReadOnlyList<string> columns) =>
        format is TableFormat.Csv ? new CsvWriter(output, columns) : new NdjsonWriter(output, columns);

    public abstract void Text(string? value);

    public void Time(DateTimeOffset value) => Text(UtcTimes.Format(value));

    public void Number<T>(T? value)
        where T : struct, IUtf8SpanFormattable
    {
        Span<byte> room = stackalloc byte[LongestNumber];
        if (value is not { } number) Text(null);
        else if (number.TryFormat(room, out var length, default, CultureInfo.InvariantCulture)) Plain(room[..length]);
        else throw new InvalidOperationException($"BUG: {number} takes more than {LongestNumber} characters");
    }

    public void Bool(bool value) => Plain(value ? "true"u8 : "false"u8);

    public abstract void EndRow();

    /// <summary>Sends what has gathered, once it is worth it; waits for a client that does not keep up.</summary>
    public async ValueTask FlushIfFullAsync(CancellationToken cancellationToken)
    {
        if (Output.UnflushedBytes >= FlushBytes) await Output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public virtual void Dispose()
    {
    }

    /// <summary>A number or a truth value, which is the same in both forms.</summary>
    protected abstract void Plain(ReadOnlySpan<byte> value);

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
            Separate();
            if (value is null) return;
            var isQuoted = value.AsSpan().ContainsAny(s_quoted);
            Encoding.UTF8.GetBytes(isQuoted ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value, Output);
        }

        public override void EndRow()
        {
            Output.Write("\r\n"u8);
            _isInRow = false;
        }

        protected override void Plain(ReadOnlySpan<byte> value)
        {
            Separate();
            Output.Write(value);
        }

        private void Separate()
        {
            if (_isInRow) Output.Write(","u8);
            _isInRow = true;
        }
    }

    private sealed class NdjsonWriter(PipeWriter output, IReadOnlyList<string> columns) : TableWriter(output)
    {
        private readonly JsonEncodedText[] _columns = [.. columns.Select(column => JsonEncodedText.Encode(column))];
        private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        private int _next;

        public override void Text(string? value) => _json.WriteString(NextColumn(), value);

        public override void EndRow()
        {
            _json.WriteEndObject();
            _json.Flush();
            _json.Reset();
            Output.Write("\n"u8);
            _next = 0;
        }

        public override void Dispose()
        {
            base.Dispose();
            _json.Dispose();
        }

        protected override void Plain(ReadOnlySpan<byte> value)
        {
            _json.WritePropertyName(NextColumn());
            _json.WriteRawValue(value, skipInputValidation: true);
        }

        private JsonEncodedText NextColumn()
        {
            if (_next == 0) _json.WriteStartObject();
            return _columns[_next++];
        }
    }
}
