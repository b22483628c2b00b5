using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests;

public sealed class LatestTests : IAsyncLifetime
{
    private const string Question = "/api/v1/latest?sector=agriculture";

    private readonly OperationsHost host = new();

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        await host.Registry.AddSiteAsync(new("farm-1", Sector.Agriculture), "test");
        host.Latest.Readings.Add(new("probe-1", "farm-1", LinkPhase.Live, OperationsHost.SoilMoisture, host.Clock.Now, 31.2, ReadingFlag.Pass));
        host.Latest.Readings.Add(new("probe-2", "farm-2", LinkPhase.Silent, OperationsHost.SoilMoisture, host.Clock.Now.AddDays(-3), 30.1, ReadingFlag.Suspect));
    }

    public Task DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Each_reading_tells_where_its_device_is_and_whether_it_is_heard()
    {
        var page = await host.GetAsync(Question);

        var expected = """
            {"readings":[
              {"device":"probe-1","site":"farm-1","indicator":"SOIL_MOISTURE","unit":"%","time":"2026-07-01T08:30:00.000Z","value":31.2,"flag":"pass","link":"live"},
              {"device":"probe-2","site":"farm-2","indicator":"SOIL_MOISTURE","unit":"%","time":"2026-06-28T08:30:00.000Z","value":30.1,"flag":"suspect","link":"silent"}],
             "next":null}
            """;
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), page), page.GetRawText());
    }

    [Fact]
    public async Task What_is_left_out_asks_for_every_indicator_of_the_sector_in_the_nation()
    {
        await host.GetAsync(Question);
        await host.GetAsync(Question + "&indicator=soil_temp&indicator=SOIL_MOISTURE&indicator=soil_temp&area=79");
        await host.GetAsync("/api/v1/latest?site=farm-1&limit=7");

        var (all, some, site) = (host.Latest.Asked[0], host.Latest.Asked[1], host.Latest.Asked[2]);
        Assert.True(SchemeCatalog.Load().TryGet(Sector.Agriculture, out var scheme));
        Assert.Equal((scheme.Indicators.Length, (string?)null, "VN", 1_000), (all.Indicators.Count, all.Site, all.Area, all.Limit));
        Assert.Equal(("SOIL_TEMP SOIL_MOISTURE", "79"), (string.Join(' ', some.Indicators.Select(indicator => indicator.Code)), some.Area));
        Assert.Equal(("farm-1", 7), (site.Site, site.Limit));
    }

    [Fact]
    public async Task Rows_come_whole_or_in_the_pages_that_were_asked_for()
    {
        const string Header = "device,site,indicator,unit,time,value,flag,link\r\n";
        const string First = "probe-1,farm-1,SOIL_MOISTURE,%,2026-07-01T08:30:00.000Z,31.2,pass,live\r\n";
        const string Second = "probe-2,farm-2,SOIL_MOISTURE,%,2026-06-28T08:30:00.000Z,30.1,suspect,silent\r\n";

        Assert.Equal(Header + First + Second, await host.Client.GetStringAsync(Question + "&format=csv"));
        using var page = await host.Client.GetAsync(Question + "&format=csv&limit=1");
        Assert.Equal(Header + First, await page.Content.ReadAsStringAsync());
        Assert.Contains("cursor=at-1", Assert.Single(page.Headers.GetValues("Link")), StringComparison.Ordinal);
        var next = await host.GetAsync(Question + "&limit=1&cursor=at-1");
        Assert.Equal("probe-2", next.GetProperty("readings")[0].GetProperty("device").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("&format=csv")]
    [InlineData("&format=csv&limit=1")]
    [InlineData("&limit=1")]
    public async Task An_answer_is_not_sent_again_until_a_reading_or_a_link_is_another(string form)
    {
        using var first = await host.Client.GetAsync(Question + form);
        Assert.Equal(HttpStatusCode.NotModified, await AskAgainAsync(first.Headers.ETag!));

        host.Latest.Readings[0] = host.Latest.Readings[0] with { Link = LinkPhase.Silent };
        Assert.Equal(HttpStatusCode.OK, await AskAgainAsync(first.Headers.ETag!));
        host.Latest.Readings[0] = host.Latest.Readings[0] with { Link = LinkPhase.Live, Value = 31.3 };
        Assert.Equal(HttpStatusCode.OK, await AskAgainAsync(first.Headers.ETag!));

        async Task<HttpStatusCode> AskAgainAsync(EntityTagHeaderValue tag)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Question + form);
            request.Headers.IfNoneMatch.Add(tag);
            using var answer = await host.Client.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Rows_of_more_than_one_page_have_no_tag()
    {
        for (var i = 0; i < 10_000; i++) host.Latest.Readings.Add(host.Latest.Readings[0] with { DeviceId = $"more-{i}" });
        using var answer = await host.Client.GetAsync(Question + "&format=csv");
        Assert.Null(answer.Headers.ETag);
    }

    [Theory]
    [InlineData("", "sector")]
    [InlineData("sector=mining", "sector")]
    [InlineData("sector=health&site=farm-1", "sector")]
    [InlineData("site=nowhere", "site")]
    [InlineData("sector=agriculture&site=' OR 1=1 --", "site")]
    [InlineData("sector=agriculture&area=99999", "area")]
    [InlineData("sector=agriculture&area=79&site=farm-1", "area")]
    [InlineData("sector=agriculture&indicator=soil_moisture&indicator=brix", "indicator")]
    [InlineData("sector=agriculture&limit=10001", "limit")]
    [InlineData("sector=agriculture&cursor=1;DROP TABLE devices", "cursor")]
    [InlineData("sector=agriculture&area=79&area=01", "area")]
    [InlineData("sector=agriculture&format=xml", "format")]
    [InlineData("sector=agriculture&from=2026-07-01T00:00:00Z", "from")]
    public async Task What_is_wrong_is_named(string query, string parameter) =>
        Assert.Equal([parameter], await host.WrongParametersAsync("/api/v1/latest?" + query));
}
