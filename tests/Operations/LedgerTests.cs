using System.Text.Json;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Operations.Tests;

public sealed class LedgerTests : IAsyncLifetime
{
    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_total_names_each_reason_that_occurred()
    {
        var ledger = await host.GetAsync("/api/v1/ledger");
        var expected = """{"received":10,"stored":5,"duplicates":2,"rejected":{"unknown_indicator":2},"pending":1}""";
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), ledger), ledger.GetRawText());
    }

    [Theory]
    [InlineData("device=probe-7", "device probe-7")]
    [InlineData("site=farm-1", "site farm-1")]
    [InlineData("area=01", "area 01")]
    [InlineData("area=VN", "area VN")]
    public async Task One_device_site_or_area_has_its_own_books(string query, string of)
    {
        host.Ledger.Balances[of] = new(3, 3, 0, new Dictionary<RejectReason, long>(), 0);
        var ledger = await host.GetAsync("/api/v1/ledger?" + query);
        Assert.Equal(3, ledger.GetProperty("received").GetInt64());
    }

    [Theory]
    [InlineData("device=nobody")]
    [InlineData("site=nowhere")]
    public async Task An_unknown_device_or_site_is_not_found(string query) => await host.GetAsync("/api/v1/ledger?" + query, 404);

    [Theory]
    [InlineData("area=99", "area")]
    [InlineData("device=a&site=b", "site")]
    [InlineData("divice=a", "divice")]
    public async Task A_wrong_parameter_is_named(string query, string parameter) =>
        Assert.Equal([parameter], await host.WrongParametersAsync("/api/v1/ledger?" + query));
}
