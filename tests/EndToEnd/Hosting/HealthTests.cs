using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Host;
using SmartSectors.Host.Configuration;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.EndToEnd.Tests.Hosting;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("smartsectors-health-");
    private readonly FakeStores stores = new();
    private PlatformData data = null!;
    private WebApplication app = null!;

    public async Task InitializeAsync()
    {
        var options = new PlatformOptions { DataDirectory = directory.FullName, HttpPort = 0, Roles = [] };
        data = await PlatformData.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        app = PlatformHost.Build(new ConfigurationBuilder().Build(), options, data, builder => builder.Services
            .AddSingleton<IPlatformStatusQuery>(stores)
            .AddSingleton<ILedgerQuery>(stores));
        await app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await data.DisposeAsync();
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_process_that_answers_is_live() => Assert.Equal("live", (await AskAsync("/health/live", HttpStatusCode.OK)).GetProperty("status").GetString());

    [Fact]
    public async Task Catching_up_does_not_make_it_unready_and_is_told_beside()
    {
        stores.Status = stores.Status with { CatchingUp = true, UnappliedReadings = 42 };

        var body = await AskAsync("/health/ready", HttpStatusCode.OK);
        Assert.True(body.GetProperty("ready").GetBoolean());
        Assert.True(body.GetProperty("catchingUp").GetBoolean());
        Assert.Equal(42, body.GetProperty("unappliedReadings").GetInt64());
    }

    [Fact]
    public async Task What_does_not_acknowledge_is_not_ready_and_says_why()
    {
        stores.Status = stores.Status with { Acknowledging = false, Problem = "the disk is full" };

        var body = await AskAsync("/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.False(body.GetProperty("acknowledging").GetBoolean());
        Assert.Equal("the disk is full", body.GetProperty("problem").GetString());

        stores.Status = stores.Status with { Acknowledging = true, Problem = null };
        await AskAsync("/health/ready", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Stores_that_do_not_answer_make_it_unready_without_telling_secrets()
    {
        stores.LedgerFailure = new InvalidOperationException("the secret path");

        var body = await AskAsync("/health/ready", HttpStatusCode.ServiceUnavailable);
        Assert.False(body.GetProperty("answering").GetBoolean());
        Assert.DoesNotContain("secret", body.GetRawText(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> AskAsync(string path, HttpStatusCode status)
    {
        using var client = new HttpClient { BaseAddress = new($"http://{app.Services.GetRequiredService<PlatformEndpoints>().Http}") };
        using var answer = await client.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }
}
