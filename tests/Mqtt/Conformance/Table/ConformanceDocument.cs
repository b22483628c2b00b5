using System.Reflection;
using System.Text;

namespace SmartSectors.Mqtt.Tests.Conformance.Table;

/// <summary>Writes docs/conformance.md.</summary>
internal static class ConformanceDocument
{
    public const string HowToWrite = "MQTT_CONFORMANCE=write dotnet test tests/Mqtt --filter FullyQualifiedName~Conformance.Table";

    private const string Preface =
        $"""
        # Conformance of the MQTT server

        Every normative statement of [MQTT 3.1.1](https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html) and
        [MQTT 5.0](https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html) (Appendix B of each), in our own words, with the
        tests that prove it or the reason why there is none. Statements that concern clients alone need no test here; some have one
        that shows what the server does to a client in breach of them. The tests are in `tests/Mqtt/Conformance`; one that holds for both
        versions is named after its statement in MQTT 5.0, whose number may differ. Two numbers are as they should be, not as they are
        printed: MQTT-3.8.3-4 of MQTT 3.1.1 (MQTT-3-8.3-4) and MQTT-4.2.0-1 of MQTT 5.0 (in its body MQTT-4.2-1).

        This file is generated: `{HowToWrite}`.
        """;

    public static string Write(IReadOnlyList<Statement> statements, ILookup<(MqttVersion Version, string Id), MethodInfo> tests)
    {
        var text = new StringBuilder(Preface).Append("\n\n");
        text.Append("| version | statements | concern servers | with tests | without, for a reason |\n| --- | --- | --- | --- | --- |\n");
        foreach (var version in statements.GroupBy(static statement => statement.Version))
        {
            var ours = version.Where(static statement => statement.ConcernsServers).ToList();
            var tested = ours.Count(statement => tests.Contains((statement.Version, statement.Id)));
            text.Append($"| {NameOf(version.Key)} | {version.Count()} | {ours.Count} | {tested} | {ours.Count - tested} |\n");
        }

        foreach (var version in statements.GroupBy(static statement => statement.Version))
        {
            text.Append($"\n## {NameOf(version.Key)}\n\n| statement | concerns | summary | test, or why there is none |\n| --- | --- | --- | --- |\n");
            foreach (var statement in version)
            {
                var proofs = tests[(statement.Version, statement.Id)].Select(static test => $"`{test.Name}`").Distinct();
                var last = statement.Reason.Length > 0 ? statement.Reason : string.Join("<br>", proofs);
                var party = statement.Concerns.ToString().ToLowerInvariant();
                text.Append($"| {statement.Id} | {party} | {Cell(statement.Summary)} | {Cell(last)} |\n");
            }
        }

        return text.ToString();
    }

    private static string NameOf(MqttVersion version) => version is MqttVersion.V5 ? "MQTT 5.0" : "MQTT 3.1.1";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
