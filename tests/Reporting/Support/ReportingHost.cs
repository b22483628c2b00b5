using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Grains.Tests.Support;
using SmartSectors.Http;
using SmartSectors.Registry;
using SmartSectors.Registry.Keys;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.Support;

/// <summary>The role on Kestrel at a free port, over its own stores in a folder of its own.</summary>
public sealed class ReportingHost : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartsectors-reporting-");
    private WebApplication _app = null!;

    internal ManualClock Clock { get; } = new();

    /// <summary>How SDMX answers, where a test wants it otherwise.</summary>
    internal SdmxOptions Sdmx { get; init; } = new();

    internal string ReleasesPath => Path.Combine(_folder.FullName, "reports.db");

    internal HttpClient Client { get; private set; } = null!;

    internal FakeStores Stores { get; } = new();

    internal T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    internal DeviceRegistry Registry { get; private set; } = null!;

    internal ReleaseStore Releases => _app.Services.GetRequiredService<ReleaseStore>();

    internal string AdminKey { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Clock.Advance(new DateTimeOffset(2026, 11, 1, 3, 0, 0, TimeSpan.Zero) - Clock.GetUtcNow());
        Registry = await DeviceRegistry.OpenAsync(Path.Combine(_folder.FullName, "registry.db"), time: Clock);
        AdminKey = (await File.ReadAllTextAsync(await SmartSectors.Registry.Keys.AdminKey.EnsureAsync(_folder.FullName, Registry))).Trim();

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(Clock).AddSingleton(Registry);
        builder.Services.AddSingleton<IAggregateQuery>(Stores).AddSingleton<IContributionQuery>(Stores).AddSingleton<IClosedWindows>(Stores);
        builder.Services.AddHttpAnswers();
        builder.Services.AddReporting(new ReportingOptions { DataDirectory = _folder.FullName, Sdmx = Sdmx });
        _app = builder.Build();
        _app.UseHttpAnswers();
        _app.MapReporting();
        await _app.StartAsync();
        Client = new() { BaseAddress = new(_app.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        await Registry.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Publishes one block of observations, as a release of its own.</summary>
    internal Release Publish(in BlockKey key, params Observation[] observations)
    {
        using var writer = Releases.Begin(
            (Sector)(key.Indicator / 1000), key.Window, DateTimeOffset.FromUnixTimeMilliseconds(key.StartMs),
            DateTimeOffset.FromUnixTimeMilliseconds(WindowCalendar.End(key.Window, key.StartMs)));
        writer.Add(key, [.. observations.OrderBy(each => each.Area, StringComparer.Ordinal)]);
        return writer.Commit();
    }

    /// <summary>A key with a role.</summary>
    internal async Task<string> KeyAsync(ApiRoles role)
    {
        var secret = ApiKeys.NewSecret();
        await Registry.Keys.SetAsync($"key-{role}", secret, role, "test");
        return secret;
    }

    internal async Task<JsonElement> GetAsync(string path, int expectedStatus = 200)
    {
        using var answer = await Client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expectedStatus == (int)answer.StatusCode, $"{path} answered {(int)answer.StatusCode}: {text}");
        Assert.Equal(expectedStatus < 400 ? "application/json" : "application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(text);
    }

    /// <summary>Sends JSON with the admin key, or with another one, or (null) with none.</summary>
    internal async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string json, string? key = "admin", string? language = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (key is not null) request.Headers.Add("X-Api-Key", key == "admin" ? AdminKey : key);
        if (language is not null) request.Headers.Add("Accept-Language", language);
        using var answer = await Client.SendAsync(request);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }
}
