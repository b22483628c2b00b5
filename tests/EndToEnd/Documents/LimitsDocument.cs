using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SmartSectors.Host.Configuration;
using SmartSectors.Mqtt;

namespace SmartSectors.EndToEnd.Tests.Documents;

/// <summary>Writes docs/mqtt-limits.md from the limits themselves: their names, defaults and comments.</summary>
internal static partial class LimitsDocument
{
    public const string HowToWrite = "MQTT_LIMITS=write dotnet test tests/EndToEnd --filter FullyQualifiedName~LimitsDocument";

    private const string Preface =
        $"""
        # Limits of the MQTT server

        Everything that a client can make the server hold or do has a limit. A setting stands in `appsettings.json` under
        `SmartSectors:MqttLimits` or in the environment as `SmartSectors__MqttLimits__NAME`; a parameter stands in the URL of a listener
        (`docs/listeners.md`). Durations are written `500ms`, `60s`, `20m`, `12h`, `7d`; everything else is a whole number or a word.

        This file is generated: `{HowToWrite}`.
        """;

    public static string Path => System.IO.Path.Combine(Folder(), "..", "..", "..", "docs", "mqtt-limits.md");

    public static string Write()
    {
        var text = new StringBuilder(Preface);
        text.Append("\n\n## Of a listener\n\nThe settings hold for the ports of `--mqtt`, `--mqtts` and WebSocket, and for every listener whose URL does not say otherwise.\n\n");
        text.Append("| setting | parameter of a listener | default | |\n|---|---|---|---|\n");
        foreach (var (limit, value, comment) in Limits(LimitProperties.OfListener, new MqttLimits()))
        {
            text.Append($"| `{limit.Name}` | `{LimitProperties.ParameterOf(limit)}` | {value} | {comment} |\n");
        }

        text.Append("\n## Of the server\n\n| setting | default | |\n|---|---|---|\n");
        foreach (var (limit, value, comment) in Limits(LimitProperties.OfServer, new MqttServerOptions()))
        {
            text.Append($"| `{limit.Name}` | {value} | {comment} |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(PropertyInfo Limit, string Default, string Comment)> Limits(IReadOnlyList<PropertyInfo> limits, MqttLimits defaults)
    {
        var type = limits[0].DeclaringType!;
        var source = File.ReadAllText(System.IO.Path.Combine(Folder(), "..", "..", "..", "services", "Mqtt", "Server", $"{type.Name}.cs"));
        return limits.Select(limit => (limit, LimitProperties.Format(limit.GetValue(defaults)!), CommentOf(limit, source)));
    }

    private static string CommentOf(PropertyInfo limit, string source)
    {
        var match = Regex.Match(source, $@"((?:[ ]*///[^\n]*\n)+)[^\n/]* {limit.Name} \{{ get; set; \}}");
        Assert.True(match.Success, $"{limit.Name} has no comment");
        var lines = match.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()[3..]);
        var summary = XElement.Parse(string.Join(' ', lines));
        return Space().Replace(string.Concat(summary.Nodes().Select(Plain)), " ").Trim();
    }

    private static string Plain(XNode node) => node switch
    {
        XElement { Name.LocalName: "see" } see => $"`{((string)see.Attribute("cref")!).Split('.')[^1]}`",
        XElement element => $"`{element.Value}`",
        XText text => text.Value,
        _ => "",
    };

    private static string Folder([CallerFilePath] string here = "") => System.IO.Path.GetDirectoryName(here)!;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}

public sealed class LimitsDocumentTests
{
    [Fact]
    public void The_document_of_the_limits_is_up_to_date()
    {
        var document = LimitsDocument.Write();
        if (Environment.GetEnvironmentVariable("MQTT_LIMITS") == "write") File.WriteAllText(LimitsDocument.Path, document);
        var committed = File.Exists(LimitsDocument.Path) ? File.ReadAllText(LimitsDocument.Path) : "";
        Assert.True(committed == document, $"docs/mqtt-limits.md is stale; write it anew: {LimitsDocument.HowToWrite}");
    }

    [Fact]
    public void Every_limit_of_a_number_says_its_default_in_its_comment() => Assert.All(
        LimitProperties.OfListener.Concat(LimitProperties.OfServer).Where(limit => limit.PropertyType != typeof(TimeSpan) && !limit.PropertyType.IsEnum),
        limit =>
        {
            var value = Convert.ToInt64(limit.GetValue(new MqttServerOptions()), System.Globalization.CultureInfo.InvariantCulture);
            var row = File.ReadLines(LimitsDocument.Path).Single(line => line.StartsWith($"| `{limit.Name}` ", StringComparison.Ordinal));
            Assert.Contains($"{value:N0}", row[row.LastIndexOf(" | ", StringComparison.Ordinal)..], StringComparison.Ordinal);
        });
}
