using System.CommandLine;
using Microsoft.Extensions.Configuration;
using SmartSectors.Host.Configuration;
using SmartSectors.Host.Demo;

namespace SmartSectors.Host.Commands;

/// <summary><c>run</c> and <c>demo</c>: the platform until it is told to stop.</summary>
internal static class RunCommand
{
    public static Command Run()
    {
        var command = new Command("run", "Runs the platform until SIGTERM or Ctrl-C; then it drains and stops.");
        return WithFlags(command, new Dictionary<string, string?>(), (configuration, options, cancellationToken) =>
            PlatformRun.RunAsync(configuration, options, _ => { }, (_, _) => Task.CompletedTask, cancellationToken));
    }

    public static Command Demo()
    {
        var command = new Command("demo", "Runs the platform with three simulated fleets and shows what they measure.");
        return WithFlags(command, new Dictionary<string, string?> { [PlatformSettings.OnboardingPolicy] = "open" }, DemoRun.RunAsync);
    }

    private static Command WithFlags(
        Command command, IReadOnlyDictionary<string, string?> defaults,
        Func<IConfigurationRoot, PlatformOptions, CancellationToken, Task<int>> run)
    {
        var flags = new PlatformFlags();
        flags.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configuration = flags.Configure(parsed, defaults);
            var (options, errors) = PlatformSettings.Read(configuration);
            if (errors.Count == 0) return await run(configuration, options, cancellationToken);

            await Console.Error.WriteLineAsync("The settings are wrong:");
            foreach (var error in errors) await Console.Error.WriteLineAsync($"  {error}");
            return ExitCode.CannotRun;
        });
        return command;
    }
}
