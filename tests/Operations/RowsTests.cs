using System.Net.Http.Headers;
using SmartSectors.Operations.Tests.Fakes;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests;

/// <summary>Answers as CSV and as JSON a line.</summary>
public sealed class RowsTests : IAsyncLifetime
{
    private const string Aggregates = "/api/v1/aggregates?sector=agriculture&indicator=soil_moisture&window=1m";
    private const string Readings = "/api/v1/devices/probe-7/readings?indicator=soil_moisture";

    private readonly OperationsHost host = new();

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        host.Devices.Add(
            "probe-7", "farm-1", OperationsHost.SoilMoisture,
            [.. Enumerable.Range(0, 5).Select(minute => (host.Clock.Now.AddMinutes(minute - 5), 30 + minute * 0.1))]);
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Aggregates_are_rows_with_the_statistics_that_were_picked()
    {
        AddMinutes(1);

        var (type, text) = await GetAsync($"{Aggregates}&stats=mean,criteria,flags,value&format=csv");

        Assert.Equal("text/csv; charset=utf-8; header=present", type);
        Assert.Equal(
            "sector,indicator,unit,window,area,start,value,mean,pass,unevaluated,suspect,fail,correct,complete,clean,live,minimum,delay_p95_s,status,outstanding,revision,final\r\n"
            + "agriculture,SOIL_MOISTURE,%,1m,VN,2026-07-01T08:29:00.000Z,,31.2,2,1,0,4,0.875,0.6,1,,0.6,2.5,U,1,0,false\r\n",
            text);
    }

    [Fact]
    public async Task Readings_are_lines_of_json_with_what_their_tests_found()
    {
        var (type, text) = await GetAsync($"{Readings}&format=NDJSON");

        Assert.Equal("application/x-ndjson", type);
        var lines = text.Split('\n');
        Assert.Equal((6, ""), (lines.Length, lines[^1]));
        Assert.Equal("""{"device":"probe-7","indicator":"SOIL_MOISTURE","unit":"%","time":"2026-07-01T08:25:00.000Z","value":30,"flag":"suspect","tests":"spike=suspect"}""", lines[0]);
        Assert.Equal("""{"device":"probe-7","indicator":"SOIL_MOISTURE","unit":"%","time":"2026-07-01T08:26:00.000Z","value":30.1,"flag":"pass","tests":null}""", lines[1]);
    }

    [Theory]
    [InlineData(Aggregates)]
    [InlineData(Readings)]
    public async Task A_range_of_many_pages_comes_in_one_answer(string question)
    {
        AddMinutes(25_000);
        host.Devices.Add("probe-7", "farm-1", OperationsHost.SoilMoisture, [.. Enumerable.Range(1, 25_000).Select(i => (host.Clock.Now.AddMinutes(-i), 30.0)).Reverse()]);

        var (_, text) = await GetAsync($"{question}&from=2026-06-01T00:00:00Z&format=csv");

        var rows = text.Split("\r\n")[1..^1];
        Assert.Equal(25_000, rows.Distinct().Count());
        Assert.Equal(rows.Order(StringComparer.Ordinal), rows);
    }

    [Fact]
    public async Task With_a_limit_a_header_leads_to_the_next_page()
    {
        using var answer = await host.Client.GetAsync($"{Readings}&format=csv&limit=2&cursor=at-1");
        Assert.Equal(4, (await answer.Content.ReadAsStringAsync()).Split("\r\n").Length);
        Assert.Equal("</api/v1/devices/probe-7/readings?indicator=soil_moisture&format=csv&limit=2&cursor=at-3>; rel=\"next\"", Assert.Single(answer.Headers.GetValues("Link")));

        using var last = await host.Client.GetAsync($"{Readings}&format=csv&limit=5");
        Assert.False(last.Headers.Contains("Link"));
    }

    [Theory]
    [InlineData("text/csv", "text/csv")]
    [InlineData("application/x-ndjson, application/json;q=0.5", "application/x-ndjson")]
    [InlineData("application/json, text/csv", "application/json")]
    [InlineData("text/csv;q=0.1, application/json", "application/json")]
    [InlineData("text/html, */*", "application/json")]
    public async Task Without_a_format_the_client_s_preference_counts(string accept, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Readings);
        foreach (var type in accept.Split(", ")) request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(type));
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal(expected, answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("format=xml", "format")]
    [InlineData("format=1", "format")]
    [InlineData("format=csv&stats=median", "stats")]
    [InlineData("format=csv&cursor=forged", "cursor")]
    public async Task What_is_wrong_is_a_problem_before_the_first_row(string query, string parameter) =>
        Assert.Equal([parameter], await host.WrongParametersAsync($"{Aggregates}&{query}"));

    [Theory]
    [InlineData("csv")]
    [InlineData("ndjson")]
    public async Task What_fails_later_cuts_the_answer_off_so_that_no_part_passes_for_the_whole(string format)
    {
        AddMinutes(5);
        (host.Aggregates.MaxPage, host.Aggregates.FailsAfter) = (2, 1);
        using var answer = await host.Client.GetAsync($"{Aggregates}&from=2026-06-01T00:00:00Z&format={format}", HttpCompletionOption.ResponseHeadersRead);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            await using var body = await answer.Content.ReadAsStreamAsync();
            await body.CopyToAsync(Stream.Null);
        });
    }

    [Fact]
    public async Task A_text_with_a_comma_or_a_quote_is_quoted()
    {
        host.Devices.Add("pump \"A\", left", "farm-1", OperationsHost.SoilMoisture, (host.Clock.Now.AddMinutes(-1), 30));
        var (_, text) = await GetAsync($"/api/v1/devices/{Uri.EscapeDataString("pump \"A\", left")}/readings?indicator=soil_moisture&format=csv");
        Assert.Equal("\"pump \"\"A\"\", left\",SOIL_MOISTURE,%,2026-07-01T08:29:00.000Z,30,pass,", text.Split("\r\n")[1]);
    }

    private void AddMinutes(int count)
    {
        for (var i = 1; i <= count; i++)
            host.Aggregates.Cells.Add(("SOIL_MOISTURE", AreaLevel.Nation, "VN", Window.Minute, FakeAggregates.Point(host.Clock.Now.AddMinutes(-i))));
    }

    private async Task<(string Type, string Text)> GetAsync(string question)
    {
        using var answer = await host.Client.GetAsync(question);
        answer.EnsureSuccessStatusCode();
        return (answer.Content.Headers.ContentType!.ToString(), await answer.Content.ReadAsStringAsync());
    }
}
