using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

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
    public async Task An_answer_that_is_not_the_platform_s_is_told_as_such_and_ends_with_2()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "admin.key"), "key");
        var answering = AnswerAsync(other, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");

        var (exitCode, _, error) = await ProcessRun.RunAsync(
            directory.FullName, "take-in", "agriculture", "BRIX", "--data", directory.FullName, "--http", port.ToString(CultureInfo.InvariantCulture));
        await answering;

        Assert.Equal(2, exitCode);
        Assert.Contains($"port {port} is not this platform's API", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var request = new StringBuilder();
        var buffer = new byte[4_096];
        while (!request.ToString().Contains('}', StringComparison.Ordinal)) request.Append(Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer)));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
    }

    [Fact]
    public async Task Help_names_every_command()
    {
        var (exitCode, output, _) = await ProcessRun.RunAsync(directory.FullName, "--help");

        Assert.Equal(0, exitCode);
        Assert.All(new[] { "run", "demo", "ledger", "check", "log" }, command => Assert.Contains(command, output, StringComparison.Ordinal));
    }
}
