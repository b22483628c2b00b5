using SmartSectors.Fleet.Cli;
using SmartSectors.Fleet.Trouble;

namespace SmartSectors.Fleet.Tests;

public class OptionsTests
{
    [Fact]
    public void The_defaults_are_good() => Assert.Empty(new FleetOptions().Validate());

    [Fact]
    public void Every_error_of_a_command_line_is_told_at_once()
    {
        var errors = new FleetCommand().Check(
            ["--broker", "nowhere", "--fleet", "space", "--devices", "many", "--qos", "2", "--trouble", "bad", "--api", "x", "--window", "0"]);

        Assert.All(
            ["--broker", "--fleet", "--devices", "--qos", "--trouble", "--api", "--window"],
            option => Assert.Contains(errors, error => error.Contains(option, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--flat-out", "--trouble", "all")]
    [InlineData("--flat-out", "--speedup", "3")]
    [InlineData("--sites", "3")]
    [InlineData("--reconnect")]
    [InlineData("--rate", "3", "--speedup", "3")]
    [InlineData("--api", "http://127.0.0.1:1")]
    [InlineData("--flat-out", "--devices", "10", "--sites", "11")]
    [InlineData("--flat-out", "--qos", "0", "--reconnect")]
    [InlineData("--flat-out", "--backfill", "0")]
    [InlineData("--backfill", "72")]
    [InlineData("--seconds", "0")]
    [InlineData("--fleet", "")]
    [InlineData("--trouble-log", "trouble.jsonl")]
    [InlineData("--trouble", "stuck=50%")]
    [InlineData("--trouble", "spike=0.1%:200%")]
    [InlineData("--trouble", "clock-jump=1%:1m")]
    [InlineData("--trouble", "clock-drift=1%:5m")]
    [InlineData("--fleet", "health,health")]
    [InlineData("--trouble", "gaps=80%,disorder=30%")]
    public void What_does_not_go_together_is_refused(params string[] arguments) =>
        Assert.Single(new FleetCommand().Check(arguments));

    [Theory]
    [InlineData("127.0.0.1:1883", "127.0.0.1", 1883)]
    [InlineData("broker.example:8883", "broker.example", 8883)]
    [InlineData("[::1]:1883", "::1", 1883)]
    public void A_broker_is_a_host_and_a_port(string text, string host, int port)
    {
        Assert.True(FleetOptions.TryParseBroker(text, out var broker));
        Assert.Equal((host, port), (broker.Host.Trim('[', ']'), broker.Port));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData(":1883")]
    [InlineData("host:0")]
    [InlineData("host:70000")]
    [InlineData("host:1883/path")]
    [InlineData("")]
    public void Anything_else_is_not(string text) => Assert.False(FleetOptions.TryParseBroker(text, out _));

    [Fact]
    public async Task The_library_refuses_wrong_options_with_every_error()
    {
        var options = new FleetOptions { Qos = 3, Sectors = [], Trouble = new TroubleOptions { Gaps = 2 } };

        var error = await Assert.ThrowsAsync<ArgumentException>(() => FleetRunner.RunAsync(options, null, CancellationToken.None));

        Assert.All(["--qos", "--fleet", "--trouble"], option => Assert.Contains(option, error.Message, StringComparison.Ordinal));
    }
}
