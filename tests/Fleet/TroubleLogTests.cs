using System.Text.Json;
using SmartSectors.Fleet.Trouble;

namespace SmartSectors.Fleet.Tests;

public sealed class TroubleLogTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task The_log_of_a_run_names_every_spike_that_was_sent()
    {
        await using var broker = await TestBroker.StartAsync();
        Assert.True(TroubleOptions.TryParse("spike=5%,stuck=20%,gaps=5%", out var trouble, out _));
        var options = new FleetOptions
        {
            Broker = $"127.0.0.1:{broker.Port}",
            Devices = 90,
            Rate = 2_000,
            Messages = 1_500,
            Trouble = trouble,
            TroubleLogPath = _path,
        };

        var summary = await FleetRunner.RunAsync(options, null, CancellationToken.None);

        var lines = (await File.ReadAllLinesAsync(_path)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var kinds = lines.Select(line => line.GetProperty("kind").GetString()).ToHashSet();
        Assert.Equal(["gaps", "spike", "stuck"], kinds.Order());
        Assert.Equal(summary.Expected!.GapMessages, lines.Count(line => line.GetProperty("kind").GetString() == "gaps"));
        Assert.All(lines, line => Assert.True(line.GetProperty("from").GetDateTimeOffset() <= line.GetProperty("to").GetDateTimeOffset()));
        Assert.All(
            lines.Where(line => line.GetProperty("kind").GetString() == "spike"),
            line => Assert.Equal(JsonValueKind.String, line.GetProperty("indicator").ValueKind));
        Assert.Equal(1_500, summary.Expected.GapMessages + summary.Sent);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_told()
    {
        var options = new FleetOptions { Trouble = TroubleOptions.All, TroubleLogPath = Path.Combine(_path, "there", "is", "no", "folder") };

        var failure = await Assert.ThrowsAsync<FleetException>(() => FleetRunner.RunAsync(options, null, CancellationToken.None));

        Assert.Contains("trouble log", failure.Message, StringComparison.Ordinal);
    }
}
