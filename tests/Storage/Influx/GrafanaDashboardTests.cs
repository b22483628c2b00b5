using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmartSectors.Storage.Influx;
using SmartSectors.Storage.Tests.Check;

namespace SmartSectors.Storage.Tests.Influx;

/// <summary>The dashboard of deploy/grafana, asked as Grafana asks: each variable has values, and each query rows.</summary>
[Collection(SunkPlatformCollection.Name)]
public sealed class GrafanaDashboardTests(SunkPlatform platform)
{
    private static readonly JsonElement s_dashboard = JsonElement.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Grafana", "smartsectors.json")));

    // What an operator would have chosen.
    private static readonly Dictionary<string, string> s_chosen = new()
    {
        ["sector"] = "agriculture",
        ["indicator"] = "SOIL_MOISTURE",
        ["window"] = "1h",
        ["device"] = "probe-1",
        ["site"] = "plot-1",
    };

    public static TheoryData<string, string> Queries
    {
        get
        {
            var queries = new TheoryData<string, string>();
            foreach (var panel in s_dashboard.GetProperty("panels").EnumerateArray())
            {
                foreach (var target in panel.GetProperty("targets").EnumerateArray())
                    queries.Add(panel.GetProperty("title").GetString()!, target.GetProperty("query").GetString()!);
            }

            return queries;
        }
    }

    public static TheoryData<string, string> Variables
    {
        get
        {
            var variables = new TheoryData<string, string>();
            foreach (var variable in s_dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Where(each => each.GetProperty("type").GetString() == "query"))
                variables.Add(variable.GetProperty("name").GetString()!, variable.GetProperty("query").GetString()!);
            return variables;
        }
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task Each_query_of_a_panel_has_rows(string panel, string query)
    {
        using var client = new InfluxClient(platform.Options, TimeProvider.System);
        var answer = await client.QueryAsync(Filled(query, await ProvincesAsync()), null, default);
        Assert.True(answer.Rows.Count > 0, $"{panel}: {Filled(query, "")}");
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public async Task Each_variable_has_values_and_what_an_operator_would_choose_among_them(string variable, string query)
    {
        var values = await ValuesAsync(query);
        Assert.NotEmpty(values);
        if (s_chosen.TryGetValue(variable, out var chosen)) Assert.Contains(chosen, values);
    }

    [Fact]
    public void All_names_that_queries_refer_to_are_variables()
    {
        var known = s_dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Select(each => each.GetProperty("name").GetString()!)
            .Concat(["timeFilter", "__interval", "tag_area", "col"]).ToHashSet();
        foreach (var name in Regex.Matches(s_dashboard.GetRawText(), @"\$\{?(\w+)").Select(match => match.Groups[1].Value)) Assert.Contains(name, known);
    }

    private async Task<string> ProvincesAsync()
    {
        var query = s_dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Single(each => each.GetProperty("name").GetString() == "province");
        return $"({string.Join('|', (await ValuesAsync(query.GetProperty("query").GetString()!)).Select(Regex.Escape))})";
    }

    private async Task<List<string>> ValuesAsync(string query)
    {
        using var client = new InfluxClient(platform.Options, TimeProvider.System);
        return [.. (await client.QueryAsync(Filled(query, ""), null, default)).Rows.Select(row => row[1].GetString()!)];
    }

    private static string Filled(string query, string provinces)
    {
        var from = CheckedStores.Start.ToUnixTimeMilliseconds();
        var to = CheckedStores.Start.AddDays(3).ToUnixTimeMilliseconds();
        query = query.Replace("$timeFilter", string.Create(CultureInfo.InvariantCulture, $"time >= {from}ms AND time <= {to}ms"), StringComparison.Ordinal)
            .Replace("$__interval", "1h", StringComparison.Ordinal).Replace("${province:regex}", provinces, StringComparison.Ordinal);
        return s_chosen.Aggregate(query, (text, choice) => text.Replace($"${choice.Key}", choice.Value, StringComparison.Ordinal));
    }
}
