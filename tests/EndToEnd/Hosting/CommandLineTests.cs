namespace SmartSectors.EndToEnd.Tests.Hosting;

public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("smartsectors-commands-");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task Wrong_settings_are_all_told_and_end_with_2()
    {
        var (exitCode, _, error) = await ProcessRun.RunAsync(directory.FullName, "run", "--mqtt", "1e9", "--onboarding", "ajar");

        Assert.Equal(2, exitCode);
        Assert.Contains("--mqtt", error, StringComparison.Ordinal);
        Assert.Contains("--onboarding", error, StringComparison.Ordinal);
        Assert.Empty(directory.GetFileSystemInfos());
    }

    [Theory]
    [InlineData("run", "--port", "1")]
    [InlineData("fly")]
    [InlineData("ledger", "--data", "nowhere")]
    [InlineData("check", "--data", "nowhere")]
    [InlineData("ledger", "--device", "a", "--site", "b")]
    [InlineData("log", "quarantine", "one", "two")]
    [InlineData("demo", "--roles", "operations")]
    public async Task What_cannot_run_says_why_and_ends_with_2(params string[] arguments)
    {
        var (exitCode, _, error) = await ProcessRun.RunAsync(directory.FullName, arguments);

        Assert.Equal(2, exitCode);
        Assert.NotEmpty(error);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_command()
    {
        var (exitCode, output, _) = await ProcessRun.RunAsync(directory.FullName, "--help");

        Assert.Equal(0, exitCode);
        Assert.All(new[] { "run", "demo", "ledger", "check", "log" }, command => Assert.Contains(command, output, StringComparison.Ordinal));
    }
}
