using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace SmartSectors.Fleet.Cli;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(FleetSummary))]
internal sealed partial class SummaryJson : JsonSerializerContext;

/// <summary>Prints what a run came to, for people and as JSON.</summary>
internal static class SummaryPrinter
{
    private static readonly SummaryJson s_json =
        new(new JsonSerializerOptions(SummaryJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static string ToJson(FleetSummary summary) => JsonSerializer.Serialize(summary, s_json.FleetSummary);

    public static void Print(FleetSummary summary, IAnsiConsole console)
    {
        var table = new Table { Border = TableBorder.Rounded, ShowHeaders = false, Title = new TableTitle(summary.Mode) };
        table.AddColumns("what", "value");
        table.Columns[1].RightAligned();
        foreach (var (what, value) in Rows(summary)) table.AddRow(what, Markup.Escape(value));
        console.Write(table);
    }

    private static IEnumerable<(string What, string Value)> Rows(FleetSummary summary)
    {
        yield return ("sites · devices · connections", $"{N(summary.Sites)} · {N(summary.Devices)} · {N(summary.Connections)}");
        yield return ("seconds", F(summary.Seconds, "F1"));
        yield return ("sent", N(summary.Sent));
        yield return ("acknowledged", N(summary.Acknowledged));
        yield return ("messages/s", N(summary.PerSecond));
        if (summary.PubackMs is { P50: { } p50, P99: { } p99, P999: { } p999, Max: { } max })
        {
            yield return ("PUBACK p50 · p99 · p99.9 · max, ms", $"{F(p50, "F1")} · {F(p99, "F1")} · {F(p999, "F1")} · {F(max, "F1")}");
        }
        foreach (var (reason, count) in summary.RefusedByReason) yield return ($"refused {reason}", N(count));
        if (summary.Unacknowledged > 0) yield return ("unacknowledged", N(summary.Unacknowledged));
        if (summary.UnexpectedAcks > 0) yield return ("PUBACKs for nothing", N(summary.UnexpectedAcks));
        if (summary.ConnectionsLost > 0) yield return ("connections lost", $"{N(summary.ConnectionsLost)} ({summary.LastLoss})");
        if (summary.Reconnects > 0) yield return ("reconnects · resent", $"{N(summary.Reconnects)} · {N(summary.Resent)}");
        yield return ("own CPU seconds", F(summary.CpuSeconds, "F2"));
        if (summary.CpuSecondsPerMillion is { } perMillion) yield return ("own CPU seconds a million", F(perMillion, "F2"));
        if (summary.Expected is not { } expected) yield break;
        yield return ("expected readings received", N(expected.Received));
        yield return ("expected readings stored", N(expected.Stored));
        yield return ("expected duplicates", N(expected.Duplicates));
        foreach (var (reason, count) in expected.Rejected) yield return ($"expected rejected {reason}", N(count));
        if (expected.GapMessages > 0) yield return ("messages lost in gaps", N(expected.GapMessages));
        if (expected.LateMessages > 0) yield return ("messages out of order", N(expected.LateMessages));
        if (expected.SatelliteBursts > 0) yield return ("satellite bursts", N(expected.SatelliteBursts));
    }

    private static string N(double value) => F(value, "N0");

    private static string F(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
