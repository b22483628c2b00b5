using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.Catalogue;

public sealed partial class CatalogueTests : IAsyncLifetime
{
    // DCAT 3, and of what it only recommends what a harvester of national portals asks for (DCAT-AP 3).
    private static readonly Dictionary<string, string[]> s_required = new()
    {
        ["dcat:Catalog"] =
        [
            "dct:title", "dct:description", "dct:publisher", "dct:issued", "dct:modified", "dct:language", "dct:license", "dct:spatial", "foaf:homepage",
            "dcat:contactPoint", "dcat:dataset", "dcat:service",
        ],
        ["dcat:Dataset"] =
        [
            "dct:title", "dct:description", "dct:publisher", "dct:issued", "dct:modified", "dct:language", "dct:license", "dct:spatial", "dct:temporal",
            "dct:accrualPeriodicity", "dct:identifier", "dcat:keyword", "dcat:contactPoint", "dcat:landingPage", "dcat:distribution",
        ],
        ["dcat:Distribution"] = ["dct:title", "dcat:accessURL", "dcat:downloadURL", "dcat:accessService", "dct:conformsTo", "dct:license", "dcat:temporalResolution"],
        ["dcat:DataService"] = ["dct:title", "dct:description", "dct:publisher", "dcat:endpointURL", "dcat:endpointDescription", "dcat:servesDataset", "dct:license"],
        ["dct:PeriodOfTime"] = ["dcat:startDate", "dcat:endDate"],
        ["foaf:Organization"] = ["foaf:name"],
        ["vcard:Organization"] = ["vcard:fn"],
    };

    private readonly ReportingHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_resource_of_the_catalogue_has_what_DCAT_asks_of_its_class()
    {
        PublishAll();
        var catalogue = await CatalogueAsync();
        var resources = Objects(catalogue).Where(each => each.TryGetProperty("@type", out _)).ToLookup(each => each.GetProperty("@type").GetString()!);

        Assert.Equal("dcat:Catalog", catalogue.GetProperty("@type").GetString());
        foreach (var (type, properties) in s_required)
        {
            Assert.NotEmpty(resources[type]);
            foreach (var resource in resources[type]) Assert.All(properties, property => Assert.True(resource.TryGetProperty(property, out _), $"{property} of {resource}"));
        }

        Assert.All(resources["dcat:Distribution"], each => Assert.True(each.TryGetProperty("dcat:mediaType", out _) || each.TryGetProperty("dct:format", out _), $"{each}"));
        var prefixes = catalogue.GetProperty("@context").EnumerateObject().Select(prefix => prefix.Name).ToHashSet();
        Assert.All(Objects(catalogue).Skip(2).SelectMany(each => each.EnumerateObject()).Where(property => property.Name[0] != '@'), property =>
            Assert.Contains(property.Name.Split(':')[0], prefixes));
        var names = Objects(catalogue).Where(each => each.TryGetProperty("@type", out _) && each.TryGetProperty("@id", out _)).Select(each => each.GetProperty("@id").GetString()).ToList();
        Assert.Equal(names.Distinct().Count() + (resources["foaf:Organization"].Count() - 1), names.Count); // the publisher is the same everywhere
    }

    [Fact]
    public async Task The_catalogue_tells_what_was_released_and_when()
    {
        PublishAll();
        var agriculture = (await CatalogueAsync()).GetProperty("dcat:dataset").EnumerateArray().Single(each => each.GetProperty("dct:identifier").GetString() == "AGRICULTURE");

        Assert.Equal(["Chỉ tiêu IoT: Nông nghiệp", "IoT indicators: Agriculture"], agriculture.GetProperty("dct:title").EnumerateArray().Select(each => each.GetProperty("@value").GetString()!));
        Assert.Equal("2026-09-30T17:00:00.000Z", agriculture.GetProperty("dct:temporal").GetProperty("dcat:startDate").GetProperty("@value").GetString());
        Assert.Equal("2026-10-31T17:00:00.000Z", agriculture.GetProperty("dct:temporal").GetProperty("dcat:endDate").GetProperty("@value").GetString());
        Assert.EndsWith("freq-D", agriculture.GetProperty("dct:accrualPeriodicity").GetProperty("@id").GetString(), StringComparison.Ordinal);
        Assert.Equal(2 * 3, agriculture.GetProperty("dcat:distribution").GetArrayLength());
        Assert.Equal(
            ["P1D", "P1D", "P1D", "P1M", "P1M", "P1M"],
            agriculture.GetProperty("dcat:distribution").EnumerateArray().Select(each => each.GetProperty("dcat:temporalResolution").GetProperty("@value").GetString()!));
    }

    [Fact]
    public async Task Every_address_in_the_catalogue_and_on_its_page_answers()
    {
        PublishAll();
        var root = _host.Client.BaseAddress!.AbsoluteUri.TrimEnd('/');
        var addresses = Objects(await CatalogueAsync()).Where(each => each.TryGetProperty("@id", out _)).Select(each => each.GetProperty("@id").GetString()!)
            .Where(address => address.StartsWith(root, StringComparison.Ordinal)).Select(address => address.Split('#')[0]).Distinct().ToList();
        var page = await PageAsync("vi");
        addresses.AddRange(Links().Matches(page).Select(link => WebUtility.HtmlDecode(link.Groups[1].Value)).Where(link => link.StartsWith('/')));

        Assert.True(addresses.Count > 10);
        foreach (var address in addresses)
        {
            using var answer = await _host.Client.GetAsync(address);
            Assert.True(answer.StatusCode is HttpStatusCode.OK, $"{address} answered {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task From_the_page_one_form_leads_to_a_month_of_a_province_as_a_table()
    {
        PublishAll();
        var page = await PageAsync("en");
        Assert.Contains("<option value=\"agriculture\">Agriculture</option>", page, StringComparison.Ordinal);
        Assert.Contains("<option value=\"86\">Vinh Long</option>", page, StringComparison.Ordinal);
        Assert.Contains("<option value=\"2026-10\">2026-10</option>", page, StringComparison.Ordinal);
        var action = Actions().Match(page).Groups[1].Value;

        using var answer = await _host.Client.GetAsync($"{action}?sector=agriculture&area=86&month=2026-10&freq=D&lang=en");
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith(".csv", answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        var rows = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(rows, row => row.Contains("VN_86", StringComparison.Ordinal) && row.Contains("2026-10-05", StringComparison.Ordinal) && row.Contains("44.5", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.Contains("VN_79", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_the_areas_in_it_a_province_comes_whole()
    {
        PublishAll();
        using var answer = await _host.Client.GetAsync("/catalogue/data?sector=agriculture&area=86&month=2026-10&freq=M&parts=true");
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("VN_86_UNASSIGNED", Uri.UnescapeDataString(answer.RequestMessage!.RequestUri!.AbsolutePath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_released_is_said_on_the_page_with_the_choice_as_it_was()
    {
        PublishAll();
        using var answer = await _host.Client.GetAsync("/catalogue/data?sector=agriculture&area=79&month=2026-10&lang=vi");
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

        Assert.Equal((404, "text/html"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("Chưa phát hành số liệu này", page, StringComparison.Ordinal);
        Assert.Contains("<option value=\"79\" selected>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?sector=mining&area=99&month=2026-10-05&freq=H", "area", "freq", "month", "sector")]
    [InlineData("?sector=health&area=VN&month=2026-10&province=79", "province")]
    public async Task Everything_that_is_wrong_with_a_choice_is_named(string query, params string[] wrong)
    {
        var problem = await _host.GetAsync($"/catalogue/data{query}", 400);
        Assert.Equal(wrong, problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", "text/html")]
    [InlineData("*/*", "", "application/ld+json")]
    [InlineData("application/ld+json, text/html;q=0.5", "", "application/ld+json")]
    [InlineData("application/json", "", "application/ld+json")]
    [InlineData("text/html", "?format=jsonld", "application/ld+json")]
    [InlineData("*/*", "?format=html", "text/html")]
    public async Task People_and_programs_get_their_own_form_at_the_same_address(string accept, string query, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/catalogue{query}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await _host.Client.SendAsync(request);

        Assert.Equal((200, expected), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("Accept", answer.Headers.Vary);
    }

    [Fact]
    public async Task Before_anything_was_released_the_catalogue_has_no_data_sets_and_the_page_says_so()
    {
        Assert.Empty((await CatalogueAsync()).GetProperty("dcat:dataset").EnumerateArray());
        Assert.Contains("Chưa có bản phát hành nào.", WebUtility.HtmlDecode(await PageAsync("vi")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_brings_all_that_it_needs()
    {
        var page = await PageAsync("vi");
        Assert.Contains("lang=\"vi\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        foreach (var file in Sheets().Matches(page).Select(sheet => sheet.Groups[1].Value))
        {
            using var answer = await _host.Client.GetAsync(file);
            Assert.True(answer.IsSuccessStatusCode && file.StartsWith('/'), file);
        }
    }

    private async Task<JsonElement> CatalogueAsync() => JsonElement.Parse(await _host.Client.GetStringAsync("/catalogue"));

    private Task<string> PageAsync(string language) => _host.Client.GetStringAsync($"/catalogue?format=html&lang={language}");

    private void PublishAll()
    {
        var month = new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.FromHours(7));
        Publish(Sector.Agriculture, "SOIL_MOISTURE", Window.Day, month.AddDays(4));
        Publish(Sector.Agriculture, "SOIL_MOISTURE", Window.Month, month);
        Publish(Sector.Health, "HEART_RATE", Window.Month, month);
    }

    private void Publish(Sector sector, string code, Window window, DateTimeOffset start)
    {
        Assert.True(SchemeCatalog.Load().TryGet(sector, code, out var indicator));
        _host.Publish(
            new BlockKey(window, "86", indicator.Number, start.ToUnixTimeMilliseconds()),
            new Observation("86", 44.5, 100, null, 44.5, null, null, null, null, null, null, 12, 0.99, null, null, null, ObservationStatus.Normal, true, Confidentiality.Free));
    }

    private static IEnumerable<JsonElement> Objects(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Objects(property.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Objects),
        _ => [],
    };

    [GeneratedRegex("<a href=\"([^\"]+)\"")]
    private static partial Regex Links();

    [GeneratedRegex("<form action=\"([^\"]+)\"")]
    private static partial Regex Actions();

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"([^\"]+)\"")]
    private static partial Regex Sheets();
}
