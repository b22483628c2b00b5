using System.Text.Json;
using System.Text.RegularExpressions;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Queries;
using static SmartSectors.Reporting.Tests.Sdmx.SdmxQuestions;

namespace SmartSectors.Reporting.Tests.Sdmx;

public sealed partial class SdmxJsonTests(ReportingHost host) : IClassFixture<ReportingHost>
{
    // The content of the sample, whose MAX is not in the public copy: P95 takes its place.
    private async Task<JsonElement> SampleAsync(string more = "", string language = "vi")
    {
        var (september, october) = (Local(2026, 9, 1), Local(2026, 10, 1));
        host.Releases.Publish(
            (Block(Window.Month, "86", september), [Observation("86", 0.42)]),
            (Block(Window.Month, "86", october), [Observation("86", 0.57, isFinal: false)]),
            (Block(Window.Month, "96", october), [Observation("96", 1.5, confidentiality: Confidentiality.SmallCount)]));
        var answer = await host.AskAsync($"{Flow}/1.0.0/M.VN_86.*.*.MEAN+P95,M.VN_96.*.*.MEAN{more}", Json, language: language);
        Assert.Equal((200, Json), (answer.Status, answer.ContentType));
        return answer.Json;
    }

    [Fact]
    public async Task A_message_has_exactly_the_structure_of_the_sample()
    {
        var sample = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Sdmx/Fixtures/sdmx-sample.json")));
        Assert.Equal(Paths(sample), Paths(await SampleAsync()));
    }

    [Fact]
    public async Task Values_stand_in_the_data_set_by_their_numbers_in_the_structure()
    {
        var message = await SampleAsync();
        var structure = message.GetProperty("data").GetProperty("structures")[0];
        var dataSet = message.GetProperty("data").GetProperty("dataSets")[0];
        Assert.Equal(["M"], Values(structure, "dimensions", "series", 0));
        Assert.Equal(["VN_86", "VN_96"], Values(structure, "dimensions", "series", 1));
        Assert.Equal(["MEAN", "P95"], Values(structure, "dimensions", "series", 4));
        Assert.Equal(["2026-09", "2026-10"], Values(structure, "dimensions", "observation", 0));
        Assert.Equal(["A", "P", "Q"], Values(structure, "attributes", "observation", 0));
        Assert.Equal(["F", "A"], Values(structure, "attributes", "observation", 1));
        Assert.Equal(
            """{"0:0:0:0:0":{"attributes":[0,0],"observations":{"0":[0.42,0,0,118,99.1,98.75,100,98],"1":[0.57,1,0,118,99.1,98.75,100,98]}},"0:0:0:0:1":{"attributes":[0,0],"observations":{"0":[0.84,0,0,118,99.1,98.75,100,98],"1":[1.14,1,0,118,99.1,98.75,100,98]}},"0:1:0:0:0":{"attributes":[0,0],"observations":{"1":["NaN",2,1,null,null,null,null,null]}}}""",
            dataSet.GetProperty("series").GetRawText());
        Assert.Equal(("Replace", "2026-09-01", "2026-10-31"), (Text(dataSet, "action"), Text(dataSet, "reportingBegin"), Text(dataSet, "reportingEnd")));
        var period = structure.GetProperty("dimensions").GetProperty("observation")[0].GetProperty("values")[0];
        Assert.Equal(("2026-09-01T00:00:00+07:00", "2026-09-30T23:59:59+07:00"), (Text(period, "start"), Text(period, "end")));
    }

    [Theory]
    [InlineData("vi", "vi", "Địa bàn", "Vĩnh Long")]
    [InlineData("en", "en", "Reference area", "Vinh Long")]
    [InlineData("fr", "en", "Reference area", "Vinh Long")]
    public async Task Names_are_in_the_language_that_is_liked_best(string asked, string answered, string area, string province)
    {
        var message = await SampleAsync(language: asked);
        var component = message.GetProperty("data").GetProperty("structures")[0].GetProperty("dimensions").GetProperty("series")[1];
        Assert.Equal(answered, message.GetProperty("meta").GetProperty("contentLanguages")[0].GetString());
        Assert.Equal((area, province), (Text(component, "name"), Text(component.GetProperty("values")[0], "name")));
    }

    [Fact]
    public async Task Flat_observations_have_all_dimensions_and_attributes_at_themselves()
    {
        var message = await SampleAsync("?dimensionAtObservation=AllDimensions&lastNObservations=1");
        var structure = message.GetProperty("data").GetProperty("structures")[0];
        Assert.Equal(6, structure.GetProperty("dimensions").GetProperty("observation").GetArrayLength());
        Assert.Equal(0, structure.GetProperty("attributes").GetProperty("series").GetArrayLength());
        Assert.Equal(
            """{"0:0:0:0:0:0":[0.57,0,0,0,0,118,99.1,98.75,100,98],"0:0:0:0:1:0":[1.14,0,0,0,0,118,99.1,98.75,100,98],"0:1:0:0:0:0":["NaN",0,0,1,1,null,null,null,null,null]}""",
            message.GetProperty("data").GetProperty("dataSets")[0].GetProperty("observations").GetRawText());
    }

    [Fact]
    public async Task Parts_of_observations_are_merged_and_what_was_not_asked_for_is_not_there()
    {
        var message = await SampleAsync("?attributes=OBS_STATUS&measures=none");
        var dataSet = message.GetProperty("data").GetProperty("dataSets")[0];
        Assert.Equal("Merge", Text(dataSet, "action"));
        Assert.Equal("""{"observations":{"0":[0],"1":[1]}}""", dataSet.GetProperty("series").GetProperty("0:0:0:0:0").GetRawText());
    }

    [Fact]
    public async Task Of_keys_alone_each_series_is_there_once_and_counts_as_one()
    {
        var message = await SampleAsync("?attributes=none&measures=none&offset=1&limit=1");
        Assert.Equal("""{"0:0:0:0:0":{}}""", message.GetProperty("data").GetProperty("dataSets")[0].GetProperty("series").GetRawText());
    }

    [Fact]
    public async Task A_time_of_the_day_is_no_id()
    {
        host.Releases.Publish((Block(Window.Hour, "VN", Local(2026, 10, 1, 8)), [Observation("VN", 1), Observation("unassigned", 2)]));
        var answer = await host.AskAsync($"{Flow}/~/H.VN.AGRICULTURE.WATER_SALINITY.VALUE");
        var period = answer.Json.GetProperty("data").GetProperty("structures")[0].GetProperty("dimensions").GetProperty("observation")[0].GetProperty("values")[0];
        Assert.Equal("2026-10-01T08:00:00+07:00/PT1H", Text(period, "value"));
        Assert.False(period.TryGetProperty("id", out _));
    }

    private static IEnumerable<string?> Values(JsonElement structure, string kind, string level, int at) =>
        structure.GetProperty(kind).GetProperty(level)[at].GetProperty("values").EnumerateArray().Select(value => Text(value, "id"));

    private static string? Text(JsonElement element, string member) => element.GetProperty(member).GetString();

    // All ways to a value and its kind; keys of series and observations are alike, and so are the elements of an array.
    private static SortedSet<string> Paths(JsonElement element)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        Walk(element, "");
        return paths;

        void Walk(JsonElement each, string path)
        {
            if (each.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in each.EnumerateObject()) Walk(member.Value, $"{path}/{(Index().IsMatch(member.Name) ? "#" : member.Name)}");
                if (!each.EnumerateObject().Any()) paths.Add($"{path} {{}}");
            }
            else if (each.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in each.EnumerateArray()) Walk(item, path + "[]");
                if (each.GetArrayLength() == 0) paths.Add($"{path} []");
            }
            else paths.Add($"{path} {(each.ValueKind is JsonValueKind.True or JsonValueKind.False ? "truth" : each.ValueKind)}");
        }
    }

    [GeneratedRegex("^[0-9]+(:[0-9]+)*$")]
    private static partial Regex Index();
}
