using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Host;
using SmartSectors.Host.Configuration;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.EndToEnd.Tests.Hosting;

[Collection(ConsoleCollection.Name)]
public sealed class StartTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("smartsectors-start-");
    private readonly FakeStores stores = new();

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task A_port_in_use_is_told_in_a_sentence_and_ends_with_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, error) = await RunAsync(Options() with { HttpPort = port }, (_, _) => throw new InvalidOperationException("it started"));

        Assert.Equal(1, exitCode);
        Assert.Contains($"Port {port} for HTTP is in use", error, StringComparison.Ordinal);
        Assert.Contains("--http", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_has_one_platform_at_a_time()
    {
        await using (await PlatformData.OpenAsync(Options(), TimeProvider.System, CancellationToken.None))
        {
            var (exitCode, error) = await RunAsync(Options(), (_, _) => throw new InvalidOperationException("it started"));
            Assert.Equal(1, exitCode);
            Assert.Contains(directory.FullName, error, StringComparison.Ordinal);
        }

        await using var again = await PlatformData.OpenAsync(Options(), TimeProvider.System, CancellationToken.None);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_first_start_makes_an_admin_key_that_only_its_owner_reads()
    {
        await using var data = await PlatformData.OpenAsync(Options(), TimeProvider.System, CancellationToken.None);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Options().AdminKeyFile));
        Assert.NotNull(data.Registry.Keys.Verify((await File.ReadAllTextAsync(Options().AdminKeyFile)).Trim()));
    }

    [Fact]
    public async Task What_runs_beside_it_is_told_when_the_platform_stops()
    {
        var (exitCode, _) = await RunAsync(Options(), async (app, stopping) =>
        {
            var told = new TaskCompletionSource();
            using var registration = stopping.Register(told.SetResult);
            app.Lifetime.StopApplication();
            await told.Task;
        });
        Assert.Equal(0, exitCode);
    }

    private PlatformOptions Options() => new() { DataDirectory = directory.FullName, HttpPort = 0, Roles = [] };

    private async Task<(int ExitCode, string Error)> RunAsync(PlatformOptions options, Func<WebApplication, CancellationToken, Task> whileRunning)
    {
        var before = Console.Error;
        await using var error = new StringWriter();
        Console.SetError(error);
        try
        {
            var exitCode = await PlatformRun.RunAsync(
                new ConfigurationBuilder().Build(), options,
                builder => builder.Services.AddSingleton<IPlatformStatusQuery>(stores).AddSingleton<ILedgerQuery>(stores),
                whileRunning, CancellationToken.None);
            return (exitCode, error.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}

/// <summary>Tests that take the process's own output run one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleCollection
{
    public const string Name = "console";
}
