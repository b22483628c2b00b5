namespace SmartSectors.Operations.Tests;

public sealed class ErrorsTests : IAsyncLifetime
{
    private readonly OperationsHost host = new();

    public Task InitializeAsync() => host.InitializeAsync();

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_failure_inside_is_a_problem_that_tells_nothing_of_the_inside()
    {
        host.Aggregates.Failure = new InvalidOperationException("the secret path /var/lib/areas.db");

        var problem = await host.GetAsync("/api/v1/aggregates?sector=agriculture&indicator=soil_moisture", 500);

        Assert.Equal(500, problem.GetProperty("status").GetInt32());
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_a_problem() => await host.GetAsync("/api/v1/nothing", 404);

    [Fact]
    public async Task A_method_that_a_path_does_not_have_is_a_problem()
    {
        using var answer = await host.Client.DeleteAsync("/api/v1/ledger");
        Assert.Equal(405, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
