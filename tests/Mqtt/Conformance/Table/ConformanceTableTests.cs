using System.Reflection;
using System.Text.RegularExpressions;

namespace SmartSectors.Mqtt.Tests.Conformance.Table;

public sealed class ConformanceTableTests
{
    private readonly IReadOnlyList<Statement> _statements = StatementList.Read();
    private readonly ILookup<(MqttVersion Version, string Id), MethodInfo> _tests = StatementTests.Find();

    [Fact]
    public void All_statements_of_Appendix_B_are_listed_once()
    {
        Assert.Equal(141, _statements.Count(static statement => statement.Version is MqttVersion.V311));
        Assert.Equal(251, _statements.Count(static statement => statement.Version is MqttVersion.V5));
        Assert.Equal(_statements.Count, _statements.DistinctBy(static statement => (statement.Version, statement.Id)).Count());
    }

    [Fact]
    public void Every_statement_that_concerns_a_server_has_a_test_or_a_reason_and_not_both()
    {
        var wrong = from statement in _statements
                    let tested = _tests.Contains((statement.Version, statement.Id))
                    let reasoned = statement.Reason.Length > 0
                    where statement.ConcernsServers ? tested == reasoned : tested && reasoned
                    select $"{statement.Version} {statement.Id}: {(tested ? "a test and a reason" : "neither a test nor a reason")}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_test_names_statements_that_exist()
    {
        var known = _statements.Select(static statement => (statement.Version, statement.Id)).ToHashSet();
        Assert.Subset(known, _tests.Select(static test => test.Key).ToHashSet());
    }

    /// <summary>MQTT_3_2_2_6_and_3_2_2_7_…; of both versions by the numbers of MQTT 5.0.</summary>
    [Fact]
    public void Every_test_is_named_after_its_statements()
    {
        var misnamed = from method in _tests.SelectMany(static tests => tests).Distinct()
                       let all = method.GetCustomAttributes<StatementAttribute>().ToList()
                       let named = all.GroupBy(static statement => statement.Version).MaxBy(static version => version.Key)!
                       from statement in named
                       let number = statement.Id["MQTT-".Length..].Replace('-', '_').Replace('.', '_')
                       where !Regex.IsMatch(method.Name, $"^MQTT_([0-9_]+_and_)*{number}_")
                       select $"{method.Name} does not name {statement.Id}";
        Assert.Empty(misnamed);
    }

    [Fact]
    public void The_document_is_up_to_date()
    {
        var document = ConformanceDocument.Write(_statements, _tests);
        if (Environment.GetEnvironmentVariable("MQTT_CONFORMANCE") == "write") File.WriteAllText(Repository.Document, document);
        var committed = File.Exists(Repository.Document) ? File.ReadAllText(Repository.Document) : "";
        Assert.True(committed == document, $"docs/conformance.md is stale; write it anew: {ConformanceDocument.HowToWrite}");
    }
}
