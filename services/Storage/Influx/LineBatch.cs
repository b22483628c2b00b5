using System.Buffers;
using System.Globalization;
using System.Text;

namespace SmartSectors.Storage.Influx;

/// <summary>
/// Lines to be written together, as UTF-8 text in one buffer that is used again: nothing is allocated a line.
/// <c>measurement,tag=value,… field=value,… time</c>, tags in the order of their keys as InfluxDB asks for speed.
/// </summary>
internal sealed class LineBatch
{
    private const int LongestNumber = 32; // a double in its shortest exact form has 24 characters at most

    private readonly ArrayBufferWriter<byte> _text = new(64 * 1024);
    private readonly List<int> _ends = [];
    private bool _hasField;

    public int Lines => _ends.Count;

    public int Bytes => _text.WrittenCount;

    /// <summary>What lines of one series begin with.</summary>
    /// <param name="tags">In the order of their keys.</param>
    public static byte[] Series(string measurement, params ReadOnlySpan<(string Key, string Value)> tags)
    {
        var text = new StringBuilder(measurement);
        foreach (var (key, value) in tags) text.Append(',').Append(key).Append('=').Append(Escape(InfluxText.TagValue(value)));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Lines <c>first</c> to <c>first + count</c> as text.</summary>
    public ReadOnlyMemory<byte> Text(int first, int count)
    {
        var start = first == 0 ? 0 : _ends[first - 1];
        return _text.WrittenMemory[start.._ends[first + count - 1]];
    }

    /// <summary>Begins a line.</summary>
    /// <param name="series">Of <see cref="Series"/>.</param>
    public LineBatch Begin(ReadOnlySpan<byte> series)
    {
        _text.Write(series);
        _hasField = false;
        return this;
    }

    /// <summary>Adds a field of floating point, which keeps each double exactly; nothing for null. The value is finite.</summary>
    public LineBatch Float(ReadOnlySpan<byte> name, double? value)
    {
        if (value is not { } number) return this;
        BeginField(name);
        Append(number);
        return this;
    }

    /// <summary>Adds an integer field; nothing for null.</summary>
    public LineBatch Integer(ReadOnlySpan<byte> name, long? value)
    {
        if (value is not { } number) return this;
        BeginField(name);
        Append(number);
        _text.Write("i"u8);
        return this;
    }

    /// <summary>Adds a text field of letters, digits and signs without a meaning, as ids are.</summary>
    public LineBatch Id(ReadOnlySpan<byte> name, string value)
    {
        BeginField(name);
        _text.Write("\""u8);
        Encoding.UTF8.GetBytes(value, _text);
        _text.Write("\""u8);
        return this;
    }

    /// <summary>Ends the line.</summary>
    /// <param name="time">In the precision that it is written with.</param>
    public void End(long time)
    {
        _text.Write(" "u8);
        Append(time);
        _text.Write("\n"u8);
        _ends.Add(_text.WrittenCount);
    }

    public void Clear()
    {
        _text.ResetWrittenCount();
        _ends.Clear();
    }

    private void BeginField(ReadOnlySpan<byte> name)
    {
        _text.Write(_hasField ? ","u8 : " "u8);
        _text.Write(name);
        _text.Write("="u8);
        _hasField = true;
    }

    private void Append<T>(T number) where T : IUtf8SpanFormattable
    {
        number.TryFormat(_text.GetSpan(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        _text.Advance(written);
    }

    // Line protocol: comma, equals sign and space of a tag's value.
    private static string Escape(string value) => value
        .Replace(",", "\\,", StringComparison.Ordinal).Replace("=", "\\=", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal);
}
