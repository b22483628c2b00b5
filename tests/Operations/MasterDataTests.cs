namespace SmartSectors.Operations.Tests;

public sealed class MasterDataTests : IAsyncLifetime
{
    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_nation_has_its_provinces_and_the_unassigned()
    {
        var areas = await host.GetAsync("/api/v1/areas");

        var children = areas.GetProperty("children");
        Assert.Equal("VN", areas.GetProperty("area").GetProperty("code").GetString());
        Assert.Equal(34 + 1, children.GetArrayLength());
        Assert.Equal("Hà Nội", children[0].GetProperty("nameVi").GetString());
    }

    [Fact]
    public async Task A_province_has_its_communes()
    {
        var areas = await host.GetAsync("/api/v1/areas?parent=01");
        Assert.All(areas.GetProperty("children").EnumerateArray(), child => Assert.Equal("01", child.GetProperty("parent").GetString()));
    }

    [Fact]
    public async Task An_unknown_parent_is_named() => Assert.Equal(["parent"], await host.WrongParametersAsync("/api/v1/areas?parent=zz"));

    [Fact]
    public async Task A_scheme_lists_its_indicators_with_unit_spans_and_methods()
    {
        var schemes = await host.GetAsync("/api/v1/schemes?sector=Agriculture");

        var scheme = Assert.Single(schemes.GetProperty("schemes").EnumerateArray());
        var indicator = scheme.GetProperty("indicators").EnumerateArray().Single(entry => entry.GetProperty("code").GetString() == "SOIL_MOISTURE");
        Assert.Equal("%", indicator.GetProperty("unit").GetString());
        Assert.Equal(100, indicator.GetProperty("failSpan").GetProperty("max").GetDouble());
        Assert.Equal(1800, indicator.GetProperty("periodSeconds").GetDouble());
        Assert.Equal(20, indicator.GetProperty("warn").GetProperty("below").GetDouble());
        Assert.Equal("twmean", indicator.GetProperty("deviceMethod").GetString());
        Assert.Equal("mean", indicator.GetProperty("areaMethod").GetString());
    }

    [Fact]
    public async Task Every_sector_has_a_scheme()
    {
        var schemes = await host.GetAsync("/api/v1/schemes");
        Assert.Equal(
            ["agriculture", "transport", "health", "energy", "manufacturing", "commerce"],
            schemes.GetProperty("schemes").EnumerateArray().Select(scheme => scheme.GetProperty("sector").GetString()));
    }
}
