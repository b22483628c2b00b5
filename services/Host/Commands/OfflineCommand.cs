using System.CommandLine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using SmartSectors.Host.Configuration;
using SmartSectors.Host.Roles;
using SmartSectors.Storage.Backup;

namespace SmartSectors.Host.Commands;

/// <summary>A command that opens a data directory, asks one port and prints.</summary>
internal static class OfflineCommand
{
    /// <summary>Makes <paramref name="run"/> the action of the command; exit code 2 when there is nothing to ask.</summary>
    /// <param name="needsStop">The platform must be stopped, and stay so meanwhile.</param>
    public static void SetAction<TPort>(
        this Command command, Func<TPort, ParseResult, CancellationToken, Task<int>> run, bool needsStop = false) where TPort : class
    {
        var data = PlatformFlags.DataFlag();
        command.Options.Add(data);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetValue(data) is { } text ? new Dictionary<string, string?> { [PlatformSettings.Data] = text } : [];
            var (options, errors) = PlatformSettings.Read(PlatformFlags.Configure(new Dictionary<string, string?>(), given));
            if (errors.Count > 0) return await CannotRunAsync(string.Join(Environment.NewLine, errors));
            if (!Directory.Exists(options.DataDirectory)) return await CannotRunAsync($"There is no data directory {options.DataDirectory}; --data DIR names another.");

            var services = new ServiceCollection();
            services.AddSingleton(TimeProvider.System);
            services.AddOfflineStores(options.DataDirectory);
            await using var provider = services.BuildServiceProvider();
            return provider.GetService<TPort>() is { } port
                ? await RunAsync(() => run(port, parsed, cancellationToken), needsStop ? options.DataDirectory : null)
                : await CannotRunAsync($"The stores in {options.DataDirectory} cannot be asked for this.");
        });
    }

    /// <summary>Tells what stands in the way of a command as a sentence, with its exit code.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> run, string? heldDirectory = null)
    {
        try
        {
            await using var held = heldDirectory is null ? null : PlatformData.Hold(heldDirectory);
            return await run();
        }
        catch (BackupException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return failure.Fault is BackupFault.Damaged ? ExitCode.Failed : ExitCode.CannotRun;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or SqliteException or PlatformStartException)
        {
            return await CannotRunAsync(failure.Message);
        }
    }

    public static async Task<int> CannotRunAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return ExitCode.CannotRun;
    }
}
