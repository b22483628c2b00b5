using System.Net;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt;

namespace SmartSectors.Faults.Tests;

public sealed class FullDiskTests
{
    private const int Megabytes = 192;
    private const int Messages = 50;

    private readonly Acknowledged _acknowledged = new();
    private long _timeMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;

    [Fact]
    public async Task A_full_disk_withholds_the_acknowledgements_until_there_is_space_again()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        await using var platform = await Platform.StartReadyAsync(Path.Combine(disk.Path, "data"), PlatformPorts.Free(), "open");
        await using var publisher = await platform.ConnectAsync();
        Assert.All(await Task.WhenAll(PublishSome(publisher)), reason => Assert.Equal(PubAckReason.Success, reason));

        disk.Fill();
        var withheld = PublishSome(publisher);
        var problem = await Eventually.Async(
            () => platform.GetAsync("health/ready"), body => !body.GetProperty("acknowledging").GetBoolean());
        Assert.Contains("The reading log cannot be written", problem.GetProperty("problem").GetString(), StringComparison.Ordinal);
        using (var answer = await platform.Api.GetAsync("health/ready")) Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.All(withheld, publish => Assert.False(publish.IsCompleted));

        disk.Free();
        Assert.All(await Task.WhenAll(withheld), reason => Assert.Equal(PubAckReason.Success, reason));
        await Eventually.Async(() => platform.GetAsync("health/ready"), body => body.GetProperty("ready").GetBoolean());
        Assert.All(await Task.WhenAll(PublishSome(publisher)), reason => Assert.Equal(PubAckReason.Success, reason));
        var books = await Eventually.Async(() => platform.LedgerAsync(), books => books.Stored == _acknowledged.Count);
        Assert.True(books.Closes, books.ToString());

        Assert.Equal(0, await platform.TerminateAsync());
        await AssertSoundAsync(platform.Data);
    }

    [Fact]
    public async Task A_kill_on_a_full_disk_loses_nothing_that_was_acknowledged()
    {
        using var disk = SmallDisk.Mount(Megabytes);
        var ports = PlatformPorts.Free();
        await using var killed = await Platform.StartReadyAsync(Path.Combine(disk.Path, "data"), ports, "open");
        await using (var publisher = await killed.ConnectAsync())
        {
            Assert.All(await Task.WhenAll(PublishSome(publisher)), reason => Assert.Equal(PubAckReason.Success, reason));
            disk.Fill();
            var withheld = publisher.PublishAsync("plot-1", "probe-1", _timeMs++, 1);
            await Eventually.Async(() => killed.GetAsync("health/ready"), body => !body.GetProperty("acknowledging").GetBoolean());
            await killed.KillAsync();
            await Assert.ThrowsAsync<MqttClientException>(() => withheld);
        }

        disk.Free();
        await using var platform = await Platform.StartReadyAsync(killed.Data, ports, "open");
        Assert.Equal(0, await platform.TerminateAsync());
        await AssertSoundAsync(platform.Data);
    }

    private List<Task<PubAckReason>> PublishSome(MqttPublisher publisher)
    {
        var publishes = new List<Task<PubAckReason>>();
        for (var i = 0; i < Messages; i++)
        {
            var (site, device) = ($"plot-{i % 5}", $"probe-{i % 10}");
            _acknowledged.Add(device, "soil_moisture", ++_timeMs, i);
            publishes.Add(publisher.PublishAsync(site, device, _timeMs, i));
        }

        return publishes;
    }

    private async Task AssertSoundAsync(string data)
    {
        await _acknowledged.AssertStoredOnceAsync(data);
        var (exitCode, said) = await Platform.RunAsync("check", "--data", data);
        Assert.True(exitCode == 0, said);
    }
}
