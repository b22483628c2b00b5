using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Releases;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>Whoever has the platform's address alone gets from there to figures by what stands on its pages, without a key.</summary>
public sealed partial class OpenDataTests(RunningPlatform running) : IClassFixture<RunningPlatform>
{
    private const double Value = 44.25;

    [Fact]
    public async Task From_the_first_page_links_and_one_form_lead_to_a_month_of_a_province_in_a_spreadsheet()
    {
        Publish("86");
        using var browser = Browser();
        browser.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        browser.DefaultRequestHeaders.Add("Accept-Language", "vi");

        var first = await browser.GetStringAsync("");
        var catalogue = await browser.GetStringAsync(LinkOf(first, "Dữ liệu mở"));
        var form = Forms().Match(catalogue);
        var chosen = new Dictionary<string, string>
        {
            ["sector"] = OptionOf(form.Value, "sector", "Nông nghiệp"),
            ["area"] = OptionOf(form.Value, "area", "Vĩnh Long"),
            ["month"] = OptionOf(form.Value, "month", "2026-10"),
            ["freq"] = OptionOf(form.Value, "freq", "Từng ngày"),
        };

        using var answer = await browser.GetAsync($"{form.Groups[1].Value}?{string.Join('&', chosen.Select(each => $"{each.Key}={each.Value}"))}");
        Assert.Equal((200, "text/csv"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        AssertHasTheValue(await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_program_finds_the_newest_figures_by_the_catalogue()
    {
        Publish("86");
        using var program = Browser();
        var catalogue = JsonElement.Parse(await program.GetStringAsync("catalogue"));
        var agriculture = catalogue.GetProperty("dcat:dataset").EnumerateArray().Single(each => each.GetProperty("dct:identifier").GetString() == "AGRICULTURE");
        var table = agriculture.GetProperty("dcat:distribution").EnumerateArray().First(each => each.TryGetProperty("dcat:mediaType", out var type)
            && type.GetProperty("@id").GetString()!.EndsWith("text/csv", StringComparison.Ordinal));

        AssertHasTheValue(await program.GetStringAsync(table.GetProperty("dcat:downloadURL").GetProperty("@id").GetString()));
    }

    private HttpClient Browser() => new() { BaseAddress = running.Platform.Api.BaseAddress };

    private static void AssertHasTheValue(string table) => Assert.Contains(
        table.Split('\n'), row => row.Contains("VN_86", StringComparison.Ordinal) && row.Contains("2026-10-05", StringComparison.Ordinal)
            && row.Contains(Value.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private static string LinkOf(string page, string text) => Links().Matches(page).Single(link => WebUtility.HtmlDecode(link.Groups[2].Value) == text).Groups[1].Value;

    private static string OptionOf(string form, string field, string text)
    {
        var select = form[form.IndexOf($"name=\"{field}\"", StringComparison.Ordinal)..];
        return Options().Matches(select[..select.IndexOf("</select>", StringComparison.Ordinal)])
            .Single(option => WebUtility.HtmlDecode(option.Groups[2].Value) == text).Groups[1].Value;
    }

    // As a report does it; how figures come into releases is another journey.
    private void Publish(string province)
    {
        Assert.True(SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var indicator));
        var day = new DateTimeOffset(2026, 10, 5, 0, 0, 0, TimeSpan.FromHours(7));
        using var releases = new ReleaseStore(Path.Combine(running.Platform.Data, "reports.db"), TimeProvider.System);
        using var release = releases.Begin(Sector.Agriculture, Window.Day, day, day.AddDays(1));
        release.Add(
            new BlockKey(Window.Day, province, indicator.Number, day.ToUnixTimeMilliseconds()),
            [new Observation(province, Value, 100, null, Value, null, null, null, null, null, null, 12, 0.99, null, null, null, ObservationStatus.Normal, true, Confidentiality.Free)]);
        release.Commit();
    }

    [GeneratedRegex("<a href=\"([^\"]+)\"[^>]*>([^<]+)</a>")]
    private static partial Regex Links();

    [GeneratedRegex("<form action=\"([^\"]+)\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<option value=\"([^\"]*)\"[^>]*>([^<]*)</option>")]
    private static partial Regex Options();
}
