using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Registration;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Tests;

public sealed class RegistrationTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Path, string Key, JsonElement Body)> _requests = new();
    private readonly WebApplication _api;
    private Func<string, string> _result = _ => "added";
    private int _status = StatusCodes.Status200OK;

    public RegistrationTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _api = builder.Build();
        _api.MapPost("/api/v1/{kind}", async (HttpContext context) =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            _requests.Enqueue((context.Request.Path, context.Request.Headers["X-Api-Key"].ToString(), body.RootElement.Clone()));
            var results = body.RootElement.EnumerateArray()
                .Select(entry => entry.GetProperty("id").GetString()!)
                .Select(id => new { id, result = _result(id), detail = "commune" })
                .ToList();
            return Results.Json(new { results }, statusCode: _status);
        });
    }

    public Task InitializeAsync() => _api.StartAsync();

    public Task DisposeAsync() => _api.DisposeAsync().AsTask();

    [Fact]
    public async Task Sites_are_posted_before_devices_in_arrays_of_a_thousand_with_the_key()
    {
        await RegisterAsync(sites: 1_001, devices: 2_500);

        Assert.Equal(
            [("/api/v1/sites", 1_000), ("/api/v1/sites", 1), ("/api/v1/devices", 1_000), ("/api/v1/devices", 1_000), ("/api/v1/devices", 500)],
            _requests.Select(request => (request.Path, request.Body.GetArrayLength())));
        Assert.All(_requests, request => Assert.Equal("secret", request.Key));
    }

    [Fact]
    public async Task The_bodies_have_the_fields_of_the_contract()
    {
        await RegisterAsync(sites: 1, devices: 1);

        var bodies = _requests.Select(request => request.Body[0].GetRawText()).ToList();
        AssertJson("""{"id":"agri-00001","name":"Trạm đo mặn Đất Mũi","sector":"agriculture","commune":"32244","owner":"Sở","ownership":"public"}""", bodies[0]);
        AssertJson("""{"id":"salt-00001-1","site":"agri-00001"}""", bodies[1]);
    }

    [Theory]
    [InlineData("upgraded")]
    [InlineData("unchanged")]
    public async Task Registering_again_is_no_error(string result)
    {
        _result = _ => result;
        await RegisterAsync(sites: 1, devices: 1);
        Assert.Equal(2, _requests.Count);
    }

    [Fact]
    public async Task A_refused_entry_is_named_though_the_answer_is_a_success()
    {
        _result = id => id == "agri-00002" ? "conflict" : "added";

        var error = await Assert.ThrowsAsync<FleetException>(() => RegisterAsync(sites: 3, devices: 1));

        Assert.Contains("1 of 3 were refused: agri-00002 (conflict: commune)", error.Message, StringComparison.Ordinal);
        Assert.Single(_requests);
    }

    [Fact]
    public async Task A_wrong_key_is_told_with_the_status()
    {
        _status = StatusCodes.Status401Unauthorized;
        var error = await Assert.ThrowsAsync<FleetException>(() => RegisterAsync(sites: 1, devices: 1));
        Assert.Contains("401", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_that_is_not_there_is_told()
    {
        await _api.StopAsync();
        await Assert.ThrowsAsync<FleetException>(() => RegisterAsync(sites: 1, devices: 1));
    }

    private Task RegisterAsync(int sites, int devices) => ApiRegistration.RegisterAsync(
        new Uri(_api.Urls.Single()), "secret",
        [.. Enumerable.Range(1, sites).Select(n => new FleetSite($"agri-{n:D5}", "Trạm đo mặn Đất Mũi", Sector.Agriculture, "32244", "Sở", IsPublic: true))],
        [.. Enumerable.Range(1, devices).Select(n => new FleetDevice($"salt-{n:D5}-1", "agri-00001"))],
        CancellationToken.None);

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(expected).RootElement, JsonDocument.Parse(actual).RootElement), actual);
}
