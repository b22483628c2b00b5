namespace SmartSectors.Mqtt.Tests.Conformance.Table;

/// <summary>All normative statements of both specifications, in their order.</summary>
internal static class StatementList
{
    private const string Columns = "id,concerns,summary,reason";

    public static IReadOnlyList<Statement> Read() => [.. Read(MqttVersion.V311), .. Read(MqttVersion.V5)];

    private static IEnumerable<Statement> Read(MqttVersion version)
    {
        var lines = File.ReadAllLines(Repository.StatementsOf(version));
        Assert.Equal(Columns, lines[0]);
        return lines.Skip(1).Select(line => Parse(version, SplitCsv(line)));
    }

    private static Statement Parse(MqttVersion version, List<string> fields)
    {
        Assert.True(fields.Count == 4, $"not four columns: {string.Join(',', fields)}");
        return new Statement(version, fields[0], Enum.Parse<Party>(fields[1], ignoreCase: true), fields[2], fields[3]);
    }

    /// <summary>RFC 4180 without line breaks in fields: a comma or a quote stands in quotes, a quote is doubled.</summary>
    private static List<string> SplitCsv(string line)
    {
        var fields = new List<string>();
        for (var at = 0; at <= line.Length; at++)
        {
            if (at < line.Length && line[at] == '"')
            {
                var end = at + 1;
                while (line[end] != '"' || (end + 1 < line.Length && line[end + 1] == '"')) end += line[end] == '"' ? 2 : 1;
                fields.Add(line[(at + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal));
                at = end + 1;
            }
            else
            {
                var end = line.IndexOf(',', at) is >= 0 and var comma ? comma : line.Length;
                fields.Add(line[at..end]);
                at = end;
            }
        }

        return fields;
    }
}
