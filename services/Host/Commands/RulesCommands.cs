using System.CommandLine;
using SmartSectors.Host.Rules;
using SmartSectors.Storage;
using SmartSectors.Storage.Schemes;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Commands;

/// <summary><c>schemes</c> and <c>profiles</c>: files are checked before a platform is given them. Exit code 1 with errors.</summary>
internal static class RulesCommands
{
    public static Command Schemes() => new("schemes", "Checks and prints the schemes: what each sector measures, see docs/schemes.md.")
    {
        CheckSchemes(),
        PrintScheme(),
    };

    public static Command Profiles() => new("profiles", "Checks profiles: what the fields of a device model mean, see docs/payloads/profiles.md.")
    {
        CheckProfiles(),
    };

    private static Command CheckSchemes()
    {
        var folder = Folder("The directory of --schemes.");
        var data = new Option<string>("--data") { HelpName = "DIR", Description = "A platform's data directory: whether the files may follow what holds there is checked as well." };
        var command = new Command("check", "Lists every error of a directory's schemes with its file and line.") { folder, data };
        command.SetAction(parsed => Check(parsed, folder, directory =>
        {
            var carried = SchemeCatalog.Load();
            var held = parsed.GetValue(data) is { } dataDirectory
                ? carried.With(new SchemeFiles(new StorageOptions { DataDirectory = dataDirectory }).Newest())
                : null;
            return new RuleDirectories(directory, null).Read(held);
        }));
        return command;
    }

    private static Command CheckProfiles()
    {
        var folder = Folder("The directory of --profiles.");
        var schemes = new Option<string>("--schemes") { HelpName = "DIR", Description = "The directory of --schemes, whose indicators the profiles may name." };
        var command = new Command("check", "Lists every error of a directory's profiles with its file and line.") { folder, schemes };
        command.SetAction(parsed => Check(parsed, folder, directory => new RuleDirectories(parsed.GetValue(schemes), directory).Read(held: null)));
        return command;
    }

    private static Command PrintScheme()
    {
        var sector = new Argument<string>("SECTOR") { Description = string.Join(", ", Enum.GetValues<Sector>().Select(known => known.Name())) };
        var command = new Command("print", "Prints the platform's own scheme of a sector, to take what is to be changed from.") { sector };
        command.SetAction(parsed =>
        {
            if (!SectorNames.TryParse(parsed.GetValue(sector)!, out var known) || !SchemeCatalog.Load().TryGet(known, out var scheme))
            {
                Console.Error.WriteLine($"There is no sector '{parsed.GetValue(sector)}'.");
                return ExitCode.CannotRun;
            }

            Console.Write(scheme.Text.Stored);
            return ExitCode.Clean;
        });
        return command;
    }

    private static Argument<string> Folder(string description) => new("DIR") { Description = description };

    private static int Check(ParseResult parsed, Argument<string> folder, Func<string, RuleFiles> read)
    {
        var directory = parsed.GetValue(folder)!;
        if (!Directory.Exists(directory))
        {
            Console.Error.WriteLine($"There is no directory {directory}.");
            return ExitCode.CannotRun;
        }

        var files = read(directory);
        foreach (var error in files.Errors) Console.WriteLine(error);
        if (files.Rulebook is { } rules)
            Console.WriteLine($"No error: {rules.Schemes.Schemes.Sum(scheme => scheme.Indicators.Length)} indicators, {rules.Profiles.Profiles.Length} profiles.");
        return files.Errors.Count == 0 ? ExitCode.Clean : ExitCode.Failed;
    }
}
