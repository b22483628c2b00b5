using System.Net;
using Microsoft.Data.Sqlite;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Grains;
using SmartSectors.Mqtt;

namespace SmartSectors.Faults.Tests;

/// <summary>A damaged page under a running platform, and what the commands make of it.</summary>
public sealed class DamageTests
{
    private const int PageBytes = 8192;

    private long _timeMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;

    [Fact]
    public async Task A_damaged_page_costs_the_questions_that_need_it_until_repair_mends_it()
    {
        using var scratch = new ScratchFolder();
        var (data, backup) = (Path.Combine(scratch.Path, "data"), Path.Combine(scratch.Path, "backup"));
        var ports = PlatformPorts.Free();
        await using (var platform = await Platform.StartReadyAsync(data, ports, "open"))
        {
            await PublishToBothAsync(platform);
            await Eventually.Async(() => platform.LedgerAsync(), books => books is { Stored: 2, Pending: 0 });
            var (made, said) = await Platform.RunAsync("backup", "--data", data, "--to", backup);
            Assert.True(made == 0, said);
            Assert.Equal(0, await platform.TerminateAsync());
        }

        var partition = Numbers.PartitionOfKey("plot-a"u8);
        var file = Path.Combine("partitions", $"{partition:00}.db");
        SpoilSegments(Path.Combine(data, file));
        await using (var platform = await Platform.StartReadyAsync(data, ports, "open"))
        {
            using (var answer = await platform.Api.GetAsync($"api/v1/devices/probe-a/readings?indicator=soil_moisture"))
            {
                Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, platform.Output);
                Assert.Contains("damaged", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }

            using (var answer = await platform.Api.GetAsync($"api/v1/devices/probe-b/readings?indicator=soil_moisture")) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains("damaged", (await platform.GetAsync("health/ready")).GetProperty("problem").GetString(), StringComparison.Ordinal);
            Assert.Equal(0, await platform.TerminateAsync());
        }

        var check = await Platform.RunAsync("check", "--data", data);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains($"damaged: {file}, offset ", check.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await Platform.RunAsync("repair", "--data", data)).ExitCode); // There is nothing to take it from.
        var repair = await Platform.RunAsync("repair", "--data", data, "--from", backup);
        Assert.True(repair.ExitCode == 0, repair.Output);
        check = await Platform.RunAsync("check", "--data", data);
        Assert.True(check.ExitCode == 0, check.Output);

        await using (var platform = await Platform.StartReadyAsync(data, ports, "open"))
        {
            var readings = await platform.GetAsync("api/v1/devices/probe-a/readings?indicator=soil_moisture");
            Assert.Equal(1, readings.GetProperty("points").GetArrayLength());
            Assert.True((await platform.LedgerAsync()) is { Stored: 2, Closes: true });
        }
    }

    private async Task PublishToBothAsync(Platform platform)
    {
        await using var publisher = await platform.ConnectAsync();
        Assert.Equal(PubAckReason.Success, await publisher.PublishAsync("plot-a", "probe-a", _timeMs++, 31.2));
        Assert.Equal(PubAckReason.Success, await publisher.PublishAsync("plot-b", "probe-b", _timeMs++, 31.2));
    }

    private static void SpoilSegments(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var root = connection.CreateCommand();
        root.CommandText = "SELECT rootpage FROM sqlite_schema WHERE name = 'segments'";
        var page = (long)root.ExecuteScalar()!;
        connection.Close();

        using var stream = new FileStream(file, FileMode.Open);
        stream.Position = (page - 1) * PageBytes;
        stream.Write(new byte[16]);
    }
}
