using SmartSectors.Registry.Keys;

namespace SmartSectors.Operations.Tests;

public sealed class SchemeReloadTests : IAsyncLifetime
{
    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task An_administrator_reloads_and_is_named_as_the_actor()
    {
        var (status, body) = await host.PostAsync("/api/v1/schemes/reload", "");
        Assert.Equal(200, status);
        Assert.Equal("health", body.GetProperty("schemes")[0].GetProperty("sector").GetString());
        Assert.Equal(7, body.GetProperty("schemes")[0].GetProperty("version").GetInt32());
        Assert.Equal(["admin"], host.Rules.Actors);
    }

    [Fact]
    public async Task Files_with_errors_are_a_problem_that_lists_each()
    {
        host.Rules.Errors.AddRange(["a.yaml:3: version: is missing", "b.yaml:1: sector: must be one of agriculture"]);
        var (status, body) = await host.PostAsync("/api/v1/schemes/reload", "");
        Assert.Equal(422, status);
        Assert.Equal(host.Rules.Errors, body.GetProperty("errors").EnumerateArray().Select(error => error.GetString()));
    }

    [Fact]
    public async Task Whoever_may_only_register_may_not_reload()
    {
        var secret = ApiKeys.NewSecret();
        await host.Registry.Keys.SetAsync("gateway", secret, ApiRoles.Read | ApiRoles.Register, "test");
        Assert.Equal(403, (await host.PostAsync("/api/v1/schemes/reload", "", secret)).Status);
        Assert.Equal(401, (await host.PostAsync("/api/v1/schemes/reload", "", key: null)).Status);
        Assert.Empty(host.Rules.Actors);
    }
}
