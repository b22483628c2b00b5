using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using static SmartSectors.Reporting.Tests.Sdmx.SdmxQuestions;

namespace SmartSectors.Reporting.Tests.Sdmx;

/// <summary>What was published at any time, and what changed since, against a model that keeps every state whole.</summary>
public sealed class SdmxHistoryTests : IAsyncLifetime
{
    private readonly ReportingHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_state_and_every_change_is_answered_as_it_was_published(int seed)
    {
        var random = new Random(seed);
        var states = new List<(Release Release, Dictionary<string, string> Rows)>();
        var blocks = new Dictionary<BlockKey, Observation[]>();
        for (var release = 0; release < 8; release++)
        {
            var window = random.Next(3) == 0 ? Window.Hour : Window.Day;
            var changed = Enumerable.Range(0, random.Next(1, 4)).Select(_ => RandomBlock(random, window)).DistinctBy(block => block.Key).ToArray();
            foreach (var (key, observations) in changed) blocks[key] = observations;
            states.Add((_host.Releases.Publish(changed), RowsOf(blocks)));
            _host.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 300)));
        }

        for (var i = 0; i < states.Count; i++)
        {
            var asOf = Time(states[i].Release);
            Assert.Equal(states[i].Rows.Select(row => $"{row}").Order(), (await RowsAsync($"?asOf={asOf}")).Select(row => $"{Pair(row)}").Order());

            for (var j = 0; j <= i; j++)
            {
                var rows = await RowsAsync($"?updatedAfter={Time(states[j].Release)}&asOf={asOf}");
                Assert.Equal(Changes(states[j].Rows, states[i].Rows).Order(), rows.Select(row => $"{row[2]} {Pair(row)}").Order());
            }

            var history = await RowsAsync($"?includeHistory=true&asOf={asOf}");
            var expected = Enumerable.Range(0, i + 1).SelectMany(at => Changes(at == 0 ? [] : states[at - 1].Rows, states[at].Rows)
                .Select(change => $"{Written(states[at].Release)} {change}"));
            Assert.Equal(expected.Order(), history.Select(row => $"{(row[2] == "R" ? row[^2] : row[^1])} {row[2]} {Pair(row[..^2])}").Order());
        }

        Assert.Equal(states[^1].Rows.Select(row => $"{row}").Order(), (await RowsAsync("")).Select(row => $"{Pair(row)}").Order());
    }

    [Fact]
    public async Task A_hidden_area_never_shows_that_it_changed()
    {
        var key = Block(Window.Day, "86", Local(2026, 10, 1));
        var first = _host.Releases.Publish((key, [Observation("86", 1, confidentiality: Confidentiality.SmallCount)]));
        _host.Clock.Advance(TimeSpan.FromHours(1));
        _host.Releases.Publish((key, [Observation("86", 2, confidentiality: Confidentiality.SmallCount)]));

        Assert.Equal(204, (await _host.AskAsync($"{Flow}?updatedAfter={Time(first)}", Csv)).Status);
        var history = await _host.AskAsync($"{Flow}?includeHistory=true", Json);
        Assert.Equal(1, history.Json.GetProperty("data").GetProperty("dataSets").GetArrayLength());
    }

    [Fact]
    public async Task A_message_has_a_data_set_for_each_release_and_one_for_what_it_withdrew()
    {
        var key = Block(Window.Day, "86", Local(2026, 10, 1));
        var first = _host.Releases.Publish((key, [Observation("86", 1), Observation("86001", 1)]));
        _host.Clock.Advance(TimeSpan.FromHours(1));
        var second = _host.Releases.Publish((key, [Observation("86", 2)]));

        var message = await _host.AskAsync($"{Flow}/*/*.*.*.*.MEAN?includeHistory=true", Json);
        var data = message.Json.GetProperty("data");
        Assert.Equal(
            [$"Replace {Written(first)} ", $"Replace {Written(second)} ", $"Delete  {Written(second)}"],
            data.GetProperty("dataSets").EnumerateArray().Select(set =>
                $"{set.GetProperty("action")} {(set.TryGetProperty("validFrom", out var from) ? from : "")} {(set.TryGetProperty("validTo", out var to) ? to : "")}"));
        Assert.Equal("[0,1,2]", data.GetProperty("structures")[0].GetProperty("dataSets").GetRawText());
        Assert.Equal("""{"0:1:0:0:0":{"observations":{"0":[]}}}""", data.GetProperty("dataSets")[2].GetProperty("series").GetRawText());
    }

    [Fact]
    public async Task Before_the_first_release_there_is_nothing()
    {
        Assert.Equal(204, (await _host.AskAsync(Flow, Csv)).Status);
        _host.Releases.Publish((Block(Window.Day, "86", Local(2026, 10, 1)), [Observation("86", 1)]));
        Assert.Equal(204, (await _host.AskAsync($"{Flow}?asOf=2026-10-31T00:00:00Z", Csv)).Status);
    }

    private async Task<string[][]> RowsAsync(string query)
    {
        var answer = await _host.AskAsync(Flow + query, Csv);
        Assert.True(answer.Status is 200 or 204, answer.Text);
        return answer.Status == 204 ? [] : answer.Rows;
    }

    private static string Time(Release release) => Uri.EscapeDataString(Written(release));

    private static string Written(Release release) => LocalTimes.Moment(release.RecordedAt);

    // Key and what is said of it; the value, the status, the confidentiality and the devices tell versions apart.
    private static KeyValuePair<string, string> Pair(string[] row) => new(string.Join('.', row[3..9]), string.Join(' ', row[9], row[12], row[13], row[14]));

    private static IEnumerable<string> Changes(Dictionary<string, string> before, Dictionary<string, string> now) =>
        now.Where(row => before.GetValueOrDefault(row.Key) != row.Value).Select(row => $"R {row}")
            .Concat(before.Where(row => !now.ContainsKey(row.Key)).Select(row => $"D {new KeyValuePair<string, string>(row.Key, "   ")}"));

    private static Dictionary<string, string> RowsOf(Dictionary<BlockKey, Observation[]> blocks)
    {
        var rows = new Dictionary<string, string>();
        foreach (var (key, observations) in blocks)
        {
            foreach (var observation in observations)
            {
                var isHidden = observation.Confidentiality != Confidentiality.Free;
                foreach (var statistic in Statistic.All.Where(each => each.IsPublic))
                {
                    var value = statistic.Of(observation);
                    // No block here lacks readings, so what has no value is not there, unless it is hidden.
                    if (value is null && !isHidden) continue;
                    var area = observation.Area == key.Part ? $"VN_{key.Part}" : $"VN_{key.Part}_{observation.Area}";
                    var frequency = key.Window == Window.Day ? "D" : "H";
                    rows[$"{frequency}.{area}.AGRICULTURE.{(key.Indicator == 1001 ? "WATER_SALINITY" : "FIELD_WATER_LEVEL")}.{statistic.Code}.{TimePeriod.Name(key.Window, key.StartMs)}"] =
                        isHidden ? $"NaN Q {observation.Confidentiality.Code()} " : FormattableString.Invariant($"{value} {(observation.IsFinal ? 'A' : 'P')} F 118");
                }
            }
        }

        return rows;
    }

    private static (BlockKey Key, Observation[] Observations) RandomBlock(Random random, Window window)
    {
        var part = random.Next(2) == 0 ? "86" : "79";
        var areas = new[] { part, $"{part}001", $"{part}002" }.Where(_ => random.Next(4) > 0).DefaultIfEmpty(part);
        return (
            Block(window, part, Local(2026, 10, random.Next(1, 4)), (ushort)(1001 + random.Next(2))),
            [.. areas.Select(area => Observation(
                area, random.Next(1, 4), random.Next(2) == 0, random.Next(3) == 0 ? Confidentiality.SmallCount : Confidentiality.Free))]);
    }
}
