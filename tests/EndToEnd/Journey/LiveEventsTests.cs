using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Operations.Tests;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>Live streams and tags of the real platform: what a client missed while it was away is what it is told afterwards.</summary>
public sealed class LiveEventsTests(RunningPlatform running) : IClassFixture<RunningPlatform>
{
    private readonly Platform _platform = running.Platform;

    [Theory]
    [InlineData("device=probe-311")]
    [InlineData("site=farm")]
    public async Task Readings_are_told_as_they_are_committed_and_again_from_where_a_client_left(string of)
    {
        // Both are heard once, so that the devices of the site stay the same.
        var noise = await PublishAsync("probe-5", 1, "soil_temp");
        var heard = await PublishAsync("probe-311", 1, "soil_temp");
        await StoredAsync("probe-5", "soil_temp", noise);
        await StoredAsync("probe-311", "soil_temp", heard);
        var path = $"api/v1/readings/events?{of}&indicator=soil_moisture";
        var sent = new List<long>();
        var told = new List<long>();
        string place;
        using (var events = await EventReader.OpenAsync(_platform.Api, path))
        {
            sent.AddRange(await PublishAsync("probe-311", 3));
            await PublishAsync("probe-5", 2, "soil_temp"); // of another indicator, and another device
            for (var i = 0; i < 2; i++) told.Add(TimeOf((await events.NextEventAsync())!));
            var last = await events.NextEventAsync();
            told.Add(TimeOf(last!));
            place = last!.Id!;
        }

        sent.AddRange(await PublishAsync("probe-311", 4)); // while nobody reads
        using (var again = await EventReader.OpenAsync(_platform.Api, path, place))
        {
            sent.AddRange(await PublishAsync("probe-311", 1));
            while (told.Count < sent.Count) told.Add(TimeOf((await again.NextEventAsync())!));
        }

        Assert.Equal(sent, told);
        using var unknown = await EventReader.OpenAsync(_platform.Api, path, "of-another-run");
        var reset = await unknown.NextEventAsync();
        Assert.Equal("reset", reset!.Name);
        Assert.Equal("unknown", JsonElement.Parse(reset.Data!).GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("level=nation")]
    [InlineData("level=site&area=farm")]
    public async Task The_last_that_is_told_of_a_cell_is_what_is_answered(string level)
    {
        var question = $"sector=agriculture&indicator=soil_moisture&{level}&window=1m";
        using var events = await EventReader.OpenAsync(_platform.Api, $"api/v1/aggregates/events?{question}");
        // In the minute before: it is open yet, and no other test has readings there.
        var minuteMs = Now() - (Now() % 60_000) - (level == "level=nation" ? 60_000 : 120_000);
        for (var i = 0; i < 5; i++) await PublishAtAsync("probe-5", "soil_moisture", minuteMs + (i * 1_000));

        var (minute, count) = (Time(minuteMs), 0L);
        while (count < 5)
        {
            var told = await events.NextEventAsync();
            Assert.NotNull(told);
            if (told.Name != "cell") continue;
            var point = JsonElement.Parse(told.Data!).GetProperty("point");
            if (point.GetProperty("start").GetString() != minute) continue;
            count = point.GetProperty("count").GetInt64();
            if (count < 5) continue;
            var answer = await _platform.GetAsync($"api/v1/aggregates?{question}&from={minute}&to={Time(minuteMs + 60_000)}");
            var cell = answer.GetProperty("series")[0].GetProperty("points")[0];
            Assert.Equal(cell.GetProperty("count").GetInt64(), count);
            Assert.True(cell.GetProperty("final").GetBoolean() != point.GetProperty("final").GetBoolean() || JsonElement.DeepEquals(cell, point), point.GetRawText());
        }
    }

    [Fact]
    public async Task What_did_not_change_is_not_sent_again_and_a_late_reading_is()
    {
        var day = DateTimeOffset.FromUnixTimeMilliseconds(Now()).AddDays(-3).UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var moment = DateTimeOffset.Parse($"{day}T05:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        var readings = $"api/v1/devices/probe-311/readings?indicator=soil_ec&from={day}T00:00:00Z&to={day}T10:00:00Z";
        var cells = $"api/v1/aggregates?sector=agriculture&indicator=soil_temp&level=province&window=1h&from={day}T00:00:00Z&to={day}T10:00:00Z";
        await PublishAtAsync("probe-311", "soil_ec", moment);
        await Eventually.Async(() => _platform.GetAsync(readings), page => Count(page) == 1);

        foreach (var path in new[] { readings, cells })
        {
            var tag = await Eventually.Async(() => TagAsync(path), found => found is not null);
            Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(path, tag)).Status);
        }

        var before = await TagAsync(readings);
        await PublishAtAsync("probe-311", "soil_ec", moment + 60_000);
        await Eventually.Async(() => AskAsync(readings, before), answer => answer.Status is HttpStatusCode.OK && Count(answer.Body) == 2);
    }

    [Fact]
    public async Task Last_readings_of_a_site_are_those_that_were_published_last()
    {
        var sent = await PublishAsync("probe-5", 2);

        var page = await Eventually.Async(
            () => _platform.GetAsync("api/v1/latest?site=farm&indicator=soil_moisture"),
            page => page.TryGetProperty("readings", out var readings)
                && readings.EnumerateArray().Any(reading => reading.GetProperty("device").GetString() == "probe-5" && reading.GetProperty("time").GetString() == Time(sent[^1])));
        var last = page.GetProperty("readings").EnumerateArray().Single(reading => reading.GetProperty("device").GetString() == "probe-5");
        Assert.Equal(("farm", "live", "SOIL_MOISTURE"), (last.GetProperty("site").GetString(), last.GetProperty("link").GetString(), last.GetProperty("indicator").GetString()));
    }

    private async Task<List<long>> PublishAsync(string device, int count, string indicator = "soil_moisture")
    {
        var times = new List<long>();
        for (var i = 0; i < count; i++)
        {
            var now = Math.Max(Now(), times.Count == 0 ? 0 : times[^1] + 1);
            times.Add(now);
            await PublishAtAsync(device, indicator, now);
        }

        return times;
    }

    private Task PublishAtAsync(string device, string indicator, long timeMs) => MosquittoPub.PublishAsync(
        _platform.Ports.Mqtt, "mqttv5", $"sectors/agriculture/farm/{device}/telemetry", $$$"""{"ts":{{{timeMs}}},"values":{"{{{indicator}}}":31.5}}""");

    private Task<JsonElement> StoredAsync(string device, string indicator, List<long> times) => Eventually.Async(
        () => _platform.GetAsync($"api/v1/devices/{device}/readings?indicator={indicator}&from={Time(times[0])}"), page => Count(page) >= times.Count);

    private static int Count(JsonElement page) => page.TryGetProperty("points", out var points) ? points.GetArrayLength() : -1;

    private async Task<EntityTagHeaderValue?> TagAsync(string path)
    {
        using var answer = await _platform.Api.GetAsync(path);
        return answer.Headers.ETag;
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(string path, EntityTagHeaderValue? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (tag is not null) request.Headers.IfNoneMatch.Add(tag);
        using var answer = await _platform.Api.SendAsync(request);
        return (answer.StatusCode, answer.StatusCode is HttpStatusCode.OK ? JsonElement.Parse(await answer.Content.ReadAsStringAsync()) : default);
    }

    private static long TimeOf(StreamEvent told)
    {
        Assert.Equal("reading", told.Name);
        return DateTimeOffset.Parse(JsonElement.Parse(told.Data!).GetProperty("time").GetString()!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
    }

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Time(long timeMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(timeMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
