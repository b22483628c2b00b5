using System.Net;
using System.Net.Http.Headers;
using SmartSectors.Operations.Tests.Fakes;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests;

public sealed class EntityTagTests : IAsyncLifetime
{
    private const string Cells = "/api/v1/aggregates?sector=agriculture&indicator=soil_moisture&compare=day";
    private const string Readings = "/api/v1/devices/probe-7/readings?indicator=soil_moisture&from=2026-07-01T00:00:00Z&to=2026-07-01T08:00:00Z";
    private const string Many = "/api/v1/readings?site=farm-1&indicator=soil_moisture&from=2026-07-01T00:00:00Z&to=2026-07-01T08:00:00Z";

    private readonly OperationsHost host = new();

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        await host.Registry.AddSiteAsync(new("farm-1", Telemetry.Schemes.Sector.Agriculture), "test");
        host.Devices.Add("probe-7", "farm-1", OperationsHost.SoilMoisture, (host.Clock.Now.AddHours(-1), 31.2));
        host.Versions.Version = "v1";
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData(Cells)]
    [InlineData(Cells + "&format=csv")]
    [InlineData(Readings)]
    [InlineData(Readings + "&points=10")]
    [InlineData(Many)]
    public async Task An_answer_of_the_same_version_is_not_sent_again(string path)
    {
        var tag = await TagOfAsync(path);
        Assert.False(tag!.IsWeak);
        Assert.Equal(HttpStatusCode.NotModified, await AskAgainAsync(path, tag));
        Assert.Equal(HttpStatusCode.NotModified, await AskAgainAsync(path, new(tag.Tag, isWeak: true)));

        host.Versions.Version = "v2";
        Assert.Equal(HttpStatusCode.OK, await AskAgainAsync(path, tag));
        Assert.NotEqual(tag, await TagOfAsync(path));
    }

    [Theory]
    [InlineData(Cells)]
    [InlineData(Readings)]
    [InlineData(Many)]
    public async Task Where_no_version_is_known_there_is_no_tag_and_every_answer_is_sent(string path)
    {
        var tag = await TagOfAsync(path);
        host.Versions.Version = null;

        Assert.Null(await TagOfAsync(path));
        Assert.Equal(HttpStatusCode.OK, await AskAgainAsync(path, tag!));
    }

    [Fact]
    public async Task Another_question_form_or_range_has_another_tag()
    {
        var tags = new List<EntityTagHeaderValue?>();
        foreach (var path in new[] { Cells, Cells + "&stats=mean", Cells + "&window=1d", Cells + "&format=csv", Cells + "&limit=5", Readings, Many }) tags.Add(await TagOfAsync(path));
        using (var request = new HttpRequestMessage(HttpMethod.Get, Cells))
        {
            request.Headers.Accept.ParseAdd("text/csv");
            using var answer = await host.Client.SendAsync(request);
            tags.Add(answer.Headers.ETag);
            Assert.Equal(["Accept"], answer.Headers.Vary);
        }

        host.Devices.Add("probe-8", "farm-1", OperationsHost.SoilMoisture, (host.Clock.Now, 1));
        tags.Add(await TagOfAsync(Many));
        Assert.Equal(tags.Count, tags.Distinct().Count());
    }

    [Fact]
    public async Task Up_to_now_is_the_same_question_until_a_window_begins()
    {
        var tag = await TagOfAsync(Cells);
        host.Clock.Now = host.Clock.Now.AddMinutes(29);
        Assert.Equal(HttpStatusCode.NotModified, await AskAgainAsync(Cells, tag!));
        host.Clock.Now = host.Clock.Now.AddMinutes(1).AddMilliseconds(1);
        Assert.Equal(HttpStatusCode.OK, await AskAgainAsync(Cells, tag!));
    }

    [Fact]
    public async Task The_windows_that_are_compared_with_count_too()
    {
        await TagOfAsync(Cells + "&window=1d&from=2026-06-27T17:00:00Z&to=2026-06-29T16:00:00Z");

        Assert.Equal(
            ["06-27 17 06-29 17", "06-26 17 06-28 17"],
            host.Versions.Asked.Select(asked => $"{asked.From:MM-dd HH} {asked.To:MM-dd HH}"));
    }

    private async Task<EntityTagHeaderValue?> TagOfAsync(string path)
    {
        using var answer = await host.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl is { Private: true, NoCache: true });
        return answer.Headers.ETag;
    }

    private async Task<HttpStatusCode> AskAgainAsync(string path, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(tag);
        using var answer = await host.Client.SendAsync(request);
        if (answer.StatusCode is HttpStatusCode.NotModified)
        {
            Assert.Equal(tag.Tag, answer.Headers.ETag?.Tag);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }

        return answer.StatusCode;
    }
}
