using System.Globalization;
using System.Text;
using System.Text.Json;
using SmartSectors.EndToEnd.Tests.Hosting;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>Readings leave one platform as a file and enter another by the gates of their devices.</summary>
public sealed class ExportImportTests
{
    private const int Minutes = 45;

    private readonly long _startMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 900_000 * 900_000 - 3_600_000;

    [Theory]
    [InlineData("csv")]
    [InlineData("line")]
    public async Task What_one_platform_exports_another_imports_to_equal_readings_and_cells(string format)
    {
        using var scratch = new ScratchFolder();
        await using var first = await Platform.StartReadyAsync(Path.Combine(scratch.Path, "first"), PlatformPorts.Free(), "open");
        await PublishAsync(first);
        await Eventually.Async(() => first.LedgerAsync(), books => books is { Pending: 0, Stored: Minutes * 3 * 2 });
        var file = Path.Combine(scratch.Path, $"readings.{format}");
        var (exitCode, _, error) = await ProcessRun.RunAsync(scratch.Path, "export", "--data", first.Data, "--format", format, "--out", file);
        Assert.True(exitCode == 0, error);

        await using var second = await Platform.StartReadyAsync(Path.Combine(scratch.Path, "second"), PlatformPorts.Free(), "open");
        (exitCode, var said, error) = await ProcessRun.RunAsync(scratch.Path, "import", file, "--format", format, "--broker", $"127.0.0.1:{second.Ports.Mqtt}");
        Assert.True(exitCode == 0, said + error);
        Assert.Contains($"{Minutes * 3 * 2} readings sent, {Minutes * 3 * 2} acknowledged, 0 rows wrong.", said, StringComparison.Ordinal);
        await Eventually.Async(() => second.LedgerAsync(), books => books is { Pending: 0, Stored: Minutes * 3 * 2 });

        var again = Path.Combine(scratch.Path, "again.csv");
        (exitCode, _, error) = await ProcessRun.RunAsync(scratch.Path, "export", "--data", second.Data, "--out", again);
        Assert.True(exitCode == 0, error);
        var before = Path.Combine(scratch.Path, "before.csv");
        (exitCode, _, error) = await ProcessRun.RunAsync(scratch.Path, "export", "--data", first.Data, "--out", before);
        Assert.True(exitCode == 0, error);
        Assert.Equal(ReadingsOf(before), ReadingsOf(again));

        // Closed windows are revised once a minute: both come to the same.
        var cells = await Eventually.Async(() => CellsAsync(first), cells => cells.Count(cell => cell.Count == 45) == 3, TimeSpan.FromMinutes(3));
        await Eventually.Async(() => CellsAsync(second), others => others.SequenceEqual(cells), TimeSpan.FromMinutes(3));

        // Once more is a file of duplicates.
        (exitCode, said, error) = await ProcessRun.RunAsync(scratch.Path, "import", file, "--format", format, "--broker", $"127.0.0.1:{second.Ports.Mqtt}");
        Assert.True(exitCode == 0, said + error);
        var books = await Eventually.Async(() => second.LedgerAsync(), books => books is { Pending: 0, Duplicates: Minutes * 3 * 2 });
        Assert.True(books.Closes, books.ToString());
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_exported()
    {
        using var scratch = new ScratchFolder();
        await using var platform = await Platform.StartReadyAsync(Path.Combine(scratch.Path, "data"), PlatformPorts.Free(), "open");
        await PublishAsync(platform);
        await Eventually.Async(() => platform.LedgerAsync(), books => books is { Pending: 0, Stored: Minutes * 3 * 2 });

        async Task<int> CountAsync(params string[] flags)
        {
            var (_, output, _) = await ProcessRun.RunAsync(scratch.Path, ["export", "--data", platform.Data, .. flags]);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1;
        }

        Assert.Equal(Minutes * 2, await CountAsync("--device", "probe-1"));
        Assert.Equal(Minutes * 2, await CountAsync("--site", "plot-1", "--sector", "agriculture"));
        Assert.Equal(Minutes, await CountAsync("--device", "probe-1", "--indicator", "soil_temp"));
        Assert.Equal(10, await CountAsync("--device", "probe-1", "--indicator", "SOIL_TEMP", "--from", Utc(5), "--to", Utc(15)));
        Assert.Equal(1, (await ProcessRun.RunAsync(scratch.Path, "export", "--data", platform.Data, "--device", "nobody")).ExitCode);
        Assert.Equal(2, (await ProcessRun.RunAsync(scratch.Path, "export", "--data", platform.Data, "--from", "yesterday")).ExitCode);
    }

    [Fact]
    public async Task Wrong_rows_are_told_by_their_lines_and_refused_ones_by_their_reason()
    {
        using var scratch = new ScratchFolder();
        await using var platform = await Platform.StartReadyAsync(Path.Combine(scratch.Path, "data"), PlatformPorts.Free());
        await platform.PostAsync("api/v1/sites", new object[] { new { id = "plot-1", name = "Ruộng", sector = "agriculture" } });
        await platform.PostAsync("api/v1/devices", new object[] { new { id = "probe-1", site = "plot-1" } });
        var file = Path.Combine(scratch.Path, "rows.csv");
        await File.WriteAllLinesAsync(file, [
            "time,value,sector,site,device,indicator,note",
            $"{Utc(0)},31.2,agriculture,plot-1,probe-1,SOIL_MOISTURE,\"good, with a comma\"",
            $"{Utc(1)},much,agriculture,plot-1,probe-1,SOIL_MOISTURE,",
            $"{Utc(2)},31.2,fishery,plot-1,probe-1,SOIL_MOISTURE,",
            $"yesterday,31.2,agriculture,plot-1,probe-1,SOIL_MOISTURE,",
            $"{Utc(3)},31.2,agriculture,plot/+/#,probe-1,SOIL_MOISTURE,",
            $"{Utc(4)},31.2",
            $"{Utc(5)},31.4,agriculture,plot-1,probe-1,soil_moisture,",
            $"{Utc(5)},31.4,agriculture,plot-1,nobody,SOIL_MOISTURE,",
        ]);

        var (exitCode, said, error) = await ProcessRun.RunAsync(scratch.Path, "import", file, "--broker", $"127.0.0.1:{platform.Ports.Mqtt}");
        Assert.Equal(1, exitCode);
        Assert.Equal([3, 4, 5, 6, 7], error.Split('\n').Where(line => line.StartsWith("line ", StringComparison.Ordinal))
            .Select(line => int.Parse(line[5..line.IndexOf(':', StringComparison.Ordinal)], CultureInfo.InvariantCulture)));
        Assert.Contains("3 readings sent, 3 acknowledged, 5 rows wrong.", said, StringComparison.Ordinal);
        Assert.Contains("refused 0x87 NotAuthorized: 1", said, StringComparison.Ordinal);
        await Eventually.Async(() => platform.LedgerAsync(), books => books.Stored == 2);

        await File.WriteAllLinesAsync(file, ["time,value", $"{Utc(0)},1"]);
        (exitCode, _, error) = await ProcessRun.RunAsync(scratch.Path, "import", file, "--broker", $"127.0.0.1:{platform.Ports.Mqtt}");
        Assert.True(exitCode == 2 && error.Contains("it lacks sector, site, device, indicator", StringComparison.Ordinal), error);
        Assert.Equal(2, (await ProcessRun.RunAsync(scratch.Path, "import", file, "--broker", "127.0.0.1:1")).ExitCode);
    }

    [Fact]
    public async Task Wrong_lines_of_the_line_protocol_are_told_and_the_others_are_taken()
    {
        using var scratch = new ScratchFolder();
        await using var platform = await Platform.StartReadyAsync(Path.Combine(scratch.Path, "data"), PlatformPorts.Free(), "open");
        var file = Path.Combine(scratch.Path, "readings.line");
        const string Series = "readings,device=probe-1,indicator=SOIL_MOISTURE,sector=agriculture";
        await File.WriteAllTextAsync(file, string.Join('\n',
            "# as Telegraf writes it, with the site as a tag",
            $"{Series},site=plot-1,host=a\\ b value=31.5 {_startMs}000000\r",
            "",
            $"{Series} value=31.6,flag=1i,site=\"plot-1\" {_startMs + 1}999999",
            $"{Series} value=31.7 {_startMs + 2}000000",
            $"{Series},site=plot-1 value=31.8",
            $"{Series},site=plot-1 value=\"much\" {_startMs + 3}000000",
            $"weather,device=probe-1,site=plot-1 value=3 {_startMs + 4}000000",
            "readings",
            "\0\0,=,= \"",
            $"{Series},site=plot-1 value=32i {_startMs + 5}000000")); // and no line's end

        var (exitCode, said, error) = await ProcessRun.RunAsync(scratch.Path, "import", file, "--format", "line", "--broker", $"127.0.0.1:{platform.Ports.Mqtt}");

        Assert.Equal(1, exitCode);
        Assert.Equal([5, 6, 7, 8, 9, 10], error.Split('\n').Where(line => line.StartsWith("line ", StringComparison.Ordinal))
            .Select(line => int.Parse(line[5..line.IndexOf(':', StringComparison.Ordinal)], CultureInfo.InvariantCulture)));
        Assert.Contains("3 readings sent, 3 acknowledged, 6 rows wrong.", said, StringComparison.Ordinal);
        await Eventually.Async(() => platform.LedgerAsync(), books => books is { Pending: 0, Stored: 3 });
        var points = (await platform.GetAsync($"api/v1/devices/probe-1/readings?indicator=soil_moisture&from={Utc(0)}&to={Utc(1)}")).GetProperty("points").EnumerateArray();
        Assert.Equal(
            [(_startMs, 31.5), (_startMs + 1, 31.6), (_startMs + 5, 32)],
            points.Select(point => (point.GetProperty("time").GetDateTimeOffset().ToUnixTimeMilliseconds(), point.GetProperty("value").GetDouble())));

        await File.WriteAllBytesAsync(file, new byte[100_000]);
        (exitCode, _, error) = await ProcessRun.RunAsync(scratch.Path, "import", file, "--format", "line", "--broker", $"127.0.0.1:{platform.Ports.Mqtt}");
        Assert.True(exitCode == 2 && error.Contains("Line 1 has no end within 64 KB", StringComparison.Ordinal), error);
    }

    private async Task PublishAsync(Platform platform)
    {
        await using var publisher = await MqttPublisher.ConnectAsync("127.0.0.1", platform.Ports.Mqtt, new MqttPublisherOptions { Version = MqttVersion.V5 });
        for (var minute = 0; minute < Minutes; minute++)
        {
            for (var device = 0; device < 3; device++)
            {
                var reason = await publisher.PublishAsync(
                    Encoding.UTF8.GetBytes($"sectors/agriculture/plot-{device}/probe-{device}/telemetry"),
                    Encoding.UTF8.GetBytes(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{{\"ts\":{_startMs + (minute * 60_000L)},\"values\":{{\"soil_moisture\":{20 + (minute * 0.1) + device:F2},\"soil_temp\":{25 + (minute % 3 * 0.1):F1}}}}}")),
                    QualityOfService.AtLeastOnce);
                Assert.Equal(PubAckReason.Success, reason);
            }
        }
    }

    // Delays are the second platform's own: flags that speak of receipt may differ, values and moments may not.
    private static List<string> ReadingsOf(string file) => [.. File.ReadAllLines(file).Select(line => string.Join(',', line.Split(',')[..6]))];

    private async Task<List<(string Start, long Count, double Mean, double Min, double Max)>> CellsAsync(Platform platform)
    {
        var answer = await platform.GetAsync($"api/v1/aggregates?sector=agriculture&indicator=soil_moisture&level=nation&window=15m&from={Utc(0)}&to={Utc(60)}");
        return [.. answer.GetProperty("series").EnumerateArray().SelectMany(series => series.GetProperty("points").EnumerateArray()).Select(point => (
            point.GetProperty("start").GetString()!, point.GetProperty("count").GetInt64(), Number(point, "mean"), Number(point, "min"), Number(point, "max")))];
    }

    private static double Number(JsonElement point, string name) => point.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN;

    private string Utc(int minute) => DateTimeOffset.FromUnixTimeMilliseconds(_startMs + (minute * 60_000L)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
