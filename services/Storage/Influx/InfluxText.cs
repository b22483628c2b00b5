using System.Globalization;
using System.Text;

namespace SmartSectors.Storage.Influx;

/// <summary>
/// Names as InfluxDB holds them. A tag's value cannot hold a line's end, nor end in a backslash, and 1.x knows no escape
/// for them; so control characters, the backslash and the percent sign that marks them are written as percent and two
/// hexadecimal digits a byte. Different names stay different, and everyday ones are as they are.
/// </summary>
internal static class InfluxText
{
    /// <summary>The name as a tag's value, before the escapes of the line protocol or of InfluxQL.</summary>
    public static string TagValue(string name)
    {
        if (!name.AsSpan().ContainsAny('%', '\\') && !name.Any(char.IsControl)) return name;

        var text = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
        {
            if (letter is '%' or '\\' || char.IsControl(letter)) AppendBytes(text, letter);
            else text.Append(letter);
        }

        return text.ToString();
    }

    /// <summary>A name as a string of InfluxQL, which ends at a single quote: <c>'O\'Brien'</c>.</summary>
    public static string Literal(string name) => $"'{TagValue(name).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>An identifier of InfluxQL: <c>"smart sectors"</c>.</summary>
    public static string Identifier(string name) =>
        $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static void AppendBytes(StringBuilder text, char letter)
    {
        foreach (var octet in Encoding.UTF8.GetBytes([letter])) text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
    }
}
