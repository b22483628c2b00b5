using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Http;
using SmartSectors.Operations.Tests.Fakes;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests;

/// <summary>The API on Kestrel at a free port, before ports that answer from memory.</summary>
public sealed class OperationsHost : IAsyncLifetime
{
    /// <summary>A request with this header seems to come from the address that it names.</summary>
    internal const string RemoteAddressHeader = "X-Test-Remote-Address";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("smartsectors-operations-");
    private WebApplication app = null!;

    internal FixedClock Clock { get; } = new();
    internal FakeAggregates Aggregates { get; } = new();
    internal FakeDevices Devices { get; } = new();
    internal FakeLatest Latest { get; } = new();
    internal FakeLedger Ledger { get; } = new();
    internal FakeLive Live { get; } = new();
    internal FakeVersions Versions { get; } = new();
    internal FakeKept Kept { get; } = new();
    internal FakePlatform Platform { get; } = new();
    internal FakeRules Rules { get; } = new();
    internal FakeUnknown Unknown { get; } = new();

    internal FakeErasures Erasures { get; } = new();

    internal FakeConditions Conditions { get; } = new();

    internal HttpClient Client { get; private set; } = null!;
    internal DeviceRegistry Registry { get; private set; } = null!;
    internal string AdminKey { get; private set; } = "";

    internal static Indicator SoilMoisture { get; } =
        SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var indicator) ? indicator : throw new InvalidOperationException();

    public async Task InitializeAsync()
    {
        Registry = await DeviceRegistry.OpenAsync(Path.Combine(directory.FullName, "registry.db"), time: Clock);
        AdminKey = (await File.ReadAllTextAsync(await SmartSectors.Registry.Keys.AdminKey.EnsureAsync(directory.FullName, Registry))).Trim();

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(Registry)
            .AddSingleton<IAggregateQuery>(Aggregates)
            .AddSingleton<IReadingQuery>(Devices)
            .AddSingleton<IReadingCosts>(Devices)
            .AddSingleton<ISiteDevices>(Devices)
            .AddSingleton(new OperationsOptions { MaxReadingsAsked = 100_000, MaxDevicesAsked = 3, MaxStreams = 2, StreamHeartbeat = TimeSpan.FromMilliseconds(50) })
            .AddSingleton<IKeptQuery>(Kept)
            .AddSingleton<IDeviceTwinQuery>(Devices)
            .AddSingleton<ILatestQuery>(Latest)
            .AddSingleton<ILiveCells>(Live)
            .AddSingleton<ILiveReadings>(Live)
            .AddSingleton<IAnswerVersions>(Versions)
            .AddSingleton<ILedgerQuery>(Ledger)
            .AddSingleton<IRuleReload>(Rules)
            .AddSingleton<IUnknownReadings>(Unknown)
            .AddSingleton<IConditionReports>(Conditions)
            .AddSingleton<IErasures>(Erasures)
            .AddSingleton<IPlatformStatusQuery>(Platform);
        builder.Services.AddHttpAnswers();
        builder.Services.AddOperations();
        app = builder.Build();
        app.Use((context, next) =>
        {
            if (context.Request.Headers[RemoteAddressHeader].ToString() is { Length: > 0 } address)
            {
                context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            }
            return next(context);
        });
        app.UseHttpAnswers();
        app.MapOperations();
        await app.StartAsync();
        Client = new() { BaseAddress = new(app.Urls.Single()) };
    }

    internal Task StopAsync() => app.StopAsync();

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
        await Registry.DisposeAsync();
        directory.Delete(recursive: true);
    }

    /// <summary>Posts JSON with the admin key, or with another one, or (null) with none.</summary>
    internal async Task<(int Status, JsonElement Body)> PostAsync(string path, string json, string? key = "admin")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (key is not null) request.Headers.Add("X-Api-Key", key == "admin" ? AdminKey : key);
        using var answer = await Client.SendAsync(request);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    internal async Task<JsonElement> GetAsync(string path, int expectedStatus = 200)
    {
        using var answer = await Client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(expectedStatus == (int)answer.StatusCode, $"{path} answered {(int)answer.StatusCode}: {text}");
        Assert.Equal(expectedStatus < 400 ? "application/json" : "application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return JsonElement.Parse(text);
    }

    /// <summary>The parameters that the answer names as wrong.</summary>
    internal async Task<string[]> WrongParametersAsync(string path)
    {
        var problem = await GetAsync(path, 400);
        return [.. problem.GetProperty("errors").EnumerateObject().Select(error => error.Name)];
    }
}
