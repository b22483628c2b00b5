using System.Text.Json;
using SmartSectors.Reporting.Tests.Support;

namespace SmartSectors.Reporting.Tests;

public sealed class ApiDescriptionTests : IAsyncLifetime
{
    private readonly ReportingHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_described_parameters_and_its_refusals()
    {
        var operations = await OperationsAsync();

        Assert.Equal(operations.Count, operations.Select(each => each.Operation.GetProperty("operationId").GetString()).Distinct().Count());
        foreach (var (path, method, operation) in operations)
        {
            Assert.False(string.IsNullOrEmpty(operation.GetProperty("summary").GetString()), path);
            Assert.True(path == "/catalogue" || operation.GetProperty("responses").EnumerateObject().Any(answer => answer.Name[0] == '4'), path);
            Assert.True(method == "get" || operation.GetProperty("responses").TryGetProperty("403", out _), path);
            if (!operation.TryGetProperty("parameters", out var parameters)) continue;
            Assert.All(parameters.EnumerateArray(), parameter => Assert.True(
                parameter.TryGetProperty("description", out var text) && text.GetString()!.Length > 0, $"{path} {parameter}"));
        }
    }

    [Fact]
    public async Task Bodies_and_SDMX_have_examples()
    {
        var operations = await OperationsAsync();
        var data = operations.Single(each => each.Operation.GetProperty("operationId").GetString() == "GetSdmxData").Operation.GetProperty("parameters").EnumerateArray().ToList();

        Assert.All(data, parameter => Assert.True(parameter.TryGetProperty("example", out _), $"{parameter}"));
        Assert.Superset(new HashSet<string?> { "key", "c[TIME_PERIOD]", "asOf", "updatedAfter", "format" }, data.Select(parameter => parameter.GetProperty("name").GetString()).ToHashSet());
        var schemas = (await _host.GetAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");
        Assert.All(["NewTargetBody", "TargetTermsBody", "TargetEndBody", "NewReleaseBody"], body => Assert.NotEmpty(schemas.GetProperty(body).GetProperty("examples").EnumerateArray()));
    }

    [Fact]
    public async Task The_example_of_a_target_is_one()
    {
        var schemas = (await _host.GetAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");
        var (status, _) = await _host.SendAsync(HttpMethod.Post, "/api/v1/targets", schemas.GetProperty("NewTargetBody").GetProperty("examples")[0].GetRawText());
        Assert.Equal(201, status);
        (status, _) = await _host.SendAsync(HttpMethod.Put, "/api/v1/targets/agr-moisture-86", schemas.GetProperty("TargetTermsBody").GetProperty("examples")[0].GetRawText());
        Assert.Equal(200, status);
        (status, _) = await _host.SendAsync(HttpMethod.Post, "/api/v1/targets/agr-moisture-86/end", """{"note":"over","from":"2028-01-01T00:00:00Z"}""");
        Assert.Equal(200, status);
    }

    private async Task<List<(string Path, string Method, JsonElement Operation)>> OperationsAsync() =>
        [.. (await _host.GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, operation.Name, operation.Value)))];
}
