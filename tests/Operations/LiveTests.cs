using System.Text.Json;
using SmartSectors.Operations.Tests.Fakes;
using SmartSectors.Registry.Keys;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests;

public sealed class LiveTests : IAsyncLifetime
{
    private const string Cells = "/api/v1/aggregates/events?sector=agriculture&indicator=soil_moisture";
    private const string Readings = "/api/v1/readings/events?device=probe-1&indicator=soil_moisture";

    private readonly OperationsHost host = new();

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        await host.Registry.AddSiteAsync(new("farm-1", Sector.Agriculture), "test");
        host.Devices.Add("probe-1", "farm-1", OperationsHost.SoilMoisture, (host.Clock.Now, 31.2));
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_cell_is_told_as_it_is_answered_with_the_place_to_resume_after_it()
    {
        using var events = await EventReader.OpenAsync(host.Client, Cells + "&level=province&stats=mean,count");
        host.Live.Cells.Tell("p-7", new CellEvent("79", FakeAggregates.Point(host.Clock.Now), null));
        host.Live.Cells.Tell("p-8", new CellEvent("", null, host.Clock.Now));

        var cell = await events.NextEventAsync();
        Assert.Equal(
            new StreamEvent(
                "p-7", "cell", """{"area":"79","point":{"start":"2026-07-01T08:30:00.000Z","count":3,"mean":31.2,"status":"U","outstanding":1,"revision":0,"final":false}}"""),
            cell);
        Assert.Equal(new StreamEvent("p-8", "closed", """{"before":"2026-07-01T08:30:00.000Z"}"""), await events.NextEventAsync());
        Assert.Equal("text/event-stream", events.Answer.Content.Headers.ContentType?.MediaType);
        Assert.True(events.Answer.Headers.CacheControl?.NoStore);
        Assert.Equal((AreaLevel.Province, null, Window.Hour), (Asked().Level, Asked().Area, Asked().Window));
        Assert.Equal(host.Clock.Now.AddDays(-1), Asked().From);

        LiveCellRequest Asked() => host.Live.Cells.Opened.First().Request;
    }

    [Fact]
    public async Task A_reading_is_told_with_what_its_tests_found()
    {
        using var events = await EventReader.OpenAsync(host.Client, Readings);
        host.Live.Readings.Tell("p-1", new ReadingEvent(
            new("probe-1", OperationsHost.SoilMoisture),
            new(host.Clock.Now, 30.1, ReadingFlag.Suspect, Telemetry.Quality.QualityFlags.Of(Telemetry.Quality.QualityTest.Spike, ReadingFlag.Suspect))));

        var reading = await events.NextEventAsync();
        Assert.Equal(
            new StreamEvent(
                "p-1", "reading",
                """{"device":"probe-1","indicator":"SOIL_MOISTURE","unit":"%","time":"2026-07-01T08:30:00.000Z","value":30.1,"flag":"suspect","tests":[{"test":"spike","flag":"suspect"}]}"""),
            reading);
    }

    [Fact]
    public async Task A_stream_begins_with_its_place_and_says_now_and_then_that_it_lives()
    {
        using var events = await EventReader.OpenAsync(host.Client, Cells);

        Assert.Equal("retry", (await events.NextAsync())?.Name);
        for (var i = 0; i < 3; i++) Assert.Equal(new StreamEvent("place-1", null, null), await events.NextAsync());
    }

    [Fact]
    public async Task What_cannot_be_told_is_a_reset_and_the_stream_goes_on_from_a_new_place()
    {
        using var events = await EventReader.OpenAsync(host.Client, Cells, lastEventId: "p-3");
        host.Live.Cells.Lose(LiveGap.Lagging);
        var reset = await events.NextEventAsync();
        host.Live.Cells.Tell("p-9", new CellEvent("VN", FakeAggregates.Point(host.Clock.Now), null));

        Assert.Equal(("place-2", "reset", "lagging"), (reset?.Id, reset?.Name, JsonElement.Parse(reset!.Data!).GetProperty("reason").GetString()));
        Assert.Equal("p-9", (await events.NextEventAsync())?.Id);
        Assert.Equal(["p-3", null], host.Live.Cells.Opened.Select(opened => opened.After));
        Assert.Equal(1, host.Live.Cells.OpenReaders);
    }

    [Fact]
    public async Task More_streams_than_there_may_be_are_refused_until_one_ends()
    {
        var first = await EventReader.OpenAsync(host.Client, Cells);
        using var second = await EventReader.OpenAsync(host.Client, Readings);
        var refused = await host.GetAsync(Cells, 503);
        Assert.Equal("There is no room for another stream.", refused.GetProperty("title").GetString());

        first.Dispose();
        // A client that lets go of an answer waits up to two seconds for its end before it closes the connection.
        Assert.True(SpinWait.SpinUntil(() => host.Live.Cells.OpenReaders == 0, TimeSpan.FromSeconds(20)));
        for (var tries = 0; ; tries++)
        {
            using var third = await EventReader.OpenAsync(host.Client, Cells);
            if (third.Answer.IsSuccessStatusCode) break;
            Assert.True(tries < 10_000, "the place was not given back");
        }
    }

    [Fact]
    public async Task Streams_end_when_the_platform_stops()
    {
        using var events = await EventReader.OpenAsync(host.Client, Cells);
        await events.NextAsync();

        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));

        while (await events.NextAsync() is not null)
        {
            // heartbeats of before
        }

        Assert.Equal(0, host.Live.Cells.OpenReaders);
    }

    [Fact]
    public async Task A_stream_ends_with_a_problem_when_its_key_is_good_no_more_and_the_others_go_on()
    {
        await host.Registry.Keys.SetAsync("wall", "the first secret of the wall", ApiRoles.Read, "test");
        using var wall = await EventReader.OpenAsync(host.Client, Cells, key: "the first secret of the wall");
        using var other = await EventReader.OpenAsync(host.Client, Readings, key: host.AdminKey);
        await wall.NextAsync();

        await host.Registry.Keys.SetAsync("wall", "another secret", ApiRoles.Read, "test");

        var last = await wall.NextEventAsync();
        Assert.Equal((null, "problem"), (last?.Id, last?.Name));
        var problem = JsonElement.Parse(last!.Data!);
        Assert.Equal((401, "An API key is needed."), (problem.GetProperty("status").GetInt32(), problem.GetProperty("title").GetString()));
        Assert.Null(await wall.NextAsync());
        Assert.Equal(0, host.Live.Cells.OpenReaders);
        host.Live.Readings.Tell("p-1", new ReadingEvent(new("probe-1", OperationsHost.SoilMoisture), new(host.Clock.Now, 30.1, ReadingFlag.Pass)));
        Assert.Equal("p-1", (await other.NextEventAsync())?.Id);
    }

    [Theory]
    [InlineData(Cells + "&level=site", "area")]
    [InlineData(Cells + "&level=site&area=nowhere", "area")]
    [InlineData(Cells + "&limit=5", "limit")]
    [InlineData(Cells + "&window=2h", "window")]
    [InlineData(Cells + "&from=2026-07-01T09:00:00Z&to=2026-07-01T08:00:00Z", "from")]
    [InlineData(Readings + "&site=farm-1", "device")]
    [InlineData(Readings + "&device=nobody", "device")]
    [InlineData("/api/v1/readings/events?site=farm-1", "indicator")]
    [InlineData(Readings + "&from=2026-07-01T09:00:00Z", "from")]
    public async Task What_is_wrong_is_named(string path, string parameter) => Assert.Equal([parameter], await host.WrongParametersAsync(path));
}
