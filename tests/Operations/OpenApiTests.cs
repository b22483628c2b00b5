using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmartSectors.Operations.Tests;

public sealed partial class OpenApiTests : IAsyncLifetime
{
    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_document_describes_every_route()
    {
        var document = await DocumentAsync();

        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var routes = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"))
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "DELETE /api/v1/keys/{name}",
                "GET /api/v1/aggregates", "GET /api/v1/aggregates/events", "GET /api/v1/aggregates/ranking",
                "GET /api/v1/areas",
                "GET /api/v1/devices",
                "GET /api/v1/devices/{id}",
                "GET /api/v1/devices/{id}/criteria",
                "GET /api/v1/devices/{id}/erasures",
                "GET /api/v1/devices/{id}/erasures/preview",
                "GET /api/v1/devices/{id}/readings",
                "GET /api/v1/devices/{id}/trips",
                "GET /api/v1/keys",
                "GET /api/v1/latest",
                "GET /api/v1/ledger",
                "GET /api/v1/readings",
                "GET /api/v1/readings/events",
                "GET /api/v1/schemes",
                "GET /api/v1/schemes/status",
                "GET /api/v1/sites",
                "GET /api/v1/sites/{id}",
                "GET /api/v1/status",
                "GET /api/v1/unknown-indicators",
                "POST /api/v1/devices",
                "POST /api/v1/devices/{id}/condition",
                "POST /api/v1/devices/{id}/erasures",
                "POST /api/v1/keys",
                "POST /api/v1/keys/{name}/renew",
                "POST /api/v1/schemes/reload",
                "POST /api/v1/sites",
                "POST /api/v1/unknown-indicators/take-in",
            ],
            routes);
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_described_parameters()
    {
        var document = await DocumentAsync();

        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.False(string.IsNullOrEmpty(operation.Value.GetProperty("operationId").GetString()), path.Name);
                Assert.False(string.IsNullOrEmpty(operation.Value.GetProperty("summary").GetString()), path.Name);
                if (!operation.Value.TryGetProperty("parameters", out var parameters)) continue;
                Assert.All(parameters.EnumerateArray(), parameter =>
                    Assert.False(string.IsNullOrEmpty(parameter.GetProperty("description").GetString()), path.Name));
            }
        }
    }

    [Fact]
    public async Task Every_reference_in_the_document_leads_somewhere()
    {
        var document = await DocumentAsync();
        var references = new List<string>();
        Collect(document, references);

        Assert.NotEmpty(references);
        Assert.All(references, reference =>
        {
            var at = document;
            foreach (var step in reference.TrimStart('#', '/').Split('/')) at = at.GetProperty(step);
        });
    }

    [Fact]
    public async Task The_schema_of_a_point_is_that_of_the_contract()
    {
        var document = await DocumentAsync();
        var schema = document.GetProperty("components").GetProperty("schemas").GetProperty("AggregatePointBody");
        var point = schema.GetProperty("properties");

        Assert.Equal(["start", "status", "outstanding", "revision", "final"], schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(("string", "date-time"), (point.GetProperty("start").GetProperty("type").GetString(), point.GetProperty("start").GetProperty("format").GetString()));
        Assert.Equal("integer", point.GetProperty("count").GetProperty("type").GetString());
        Assert.Equal(
            ["start", "value", "count", "sum", "mean", "min", "max", "stddev", "p50", "p95", "p99", "devices", "expected", "coverage", "flags", "criteria", "status", "outstanding", "revision", "final", "before"],
            point.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task The_document_says_how_a_key_is_sent_and_that_not_every_question_needs_one()
    {
        var document = await DocumentAsync();
        var key = document.GetProperty("components").GetProperty("securitySchemes").GetProperty("ApiKey");

        Assert.Equal(("apiKey", "header", "X-Api-Key"), (key.GetProperty("type").GetString(), key.GetProperty("in").GetString(), key.GetProperty("name").GetString()));
        Assert.Equal(["{}", "{\"ApiKey\":[]}"], document.GetProperty("security").EnumerateArray().Select(choice => JsonSerializer.Serialize(choice)));
    }

    [Theory]
    [InlineData("/api/v1/sites", "NewSiteBody")]
    [InlineData("/api/v1/devices", "NewDeviceBody")]
    public async Task A_registration_takes_one_object_or_an_array_of_them(string path, string schema)
    {
        var document = await DocumentAsync();
        var choices = document.GetProperty("paths").GetProperty(path).GetProperty("post").GetProperty("requestBody")
            .GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("oneOf");

        Assert.EndsWith(schema, choices[0].GetProperty("$ref").GetString(), StringComparison.Ordinal);
        Assert.Equal("array", choices[1].GetProperty("type").GetString());
        Assert.EndsWith(schema, choices[1].GetProperty("items").GetProperty("$ref").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_has_a_page_that_brings_all_that_it_needs_and_asks_nobody_else()
    {
        var page = await host.Client.GetStringAsync("/docs");
        var files = References().Matches(page).Select(reference => reference.Groups[1].Value).ToList();

        Assert.Contains(files, file => file.EndsWith("swagger-ui-bundle.js", StringComparison.Ordinal));
        foreach (var file in files)
        {
            Assert.DoesNotContain("//", file, StringComparison.Ordinal);
            using var answer = await host.Client.GetAsync(new Uri(new Uri(host.Client.BaseAddress!, "/docs/"), file));
            Assert.True(answer.IsSuccessStatusCode, file);
        }

        var settings = await host.Client.GetStringAsync("/docs/index.js");
        Assert.Contains("/openapi/v1.json", settings, StringComparison.Ordinal);
        Assert.DoesNotContain("validator.swagger.io", settings + page, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?:src|href)=\"([^\"#]+)\"")]
    private static partial Regex References();

    private async Task<JsonElement> DocumentAsync() => await host.GetAsync("/openapi/v1.json");

    private static void Collect(JsonElement element, List<string> references)
    {
        if (element.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) Collect(item, references);
        }
        if (element.ValueKind is not JsonValueKind.Object) return;
        foreach (var property in element.EnumerateObject())
        {
            if (property is { Name: "$ref", Value.ValueKind: JsonValueKind.String }) references.Add(property.Value.GetString()!);
            else Collect(property.Value, references);
        }
    }
}
