using System.CommandLine;
using System.CommandLine.Parsing;
using SmartSectors.Fleet.Trouble;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Schemes;
using Spectre.Console;

namespace SmartSectors.Fleet.Cli;

/// <summary>The command line: options to <see cref="FleetOptions"/>, every error at once, and the run.</summary>
internal sealed class FleetCommand : RootCommand
{
    private readonly Option<string> _broker = new("--broker") { Description = "Where the platform listens for MQTT.", HelpName = "HOST:PORT", DefaultValueFactory = _ => "127.0.0.1:1883" };
    private readonly Option<string> _fleet = new("--fleet") { Description = $"Sectors, from {FleetOptions.SectorList}.", HelpName = "SECTOR,…", DefaultValueFactory = _ => "agriculture,transport,health" };
    private readonly Option<int?> _devices = new("--devices") { Description = "Devices in all, at most 1000000. [default: 600; flat out 10000]", HelpName = "N" };
    private readonly Option<double?> _rate = new("--rate") { Description = "Messages a second over all devices. [default: a third of the devices; flat out no limit]", HelpName = "R" };
    private readonly Option<double?> _speedup = new("--speedup") { Description = "Instead of --rate: every device at its indicators' own period, this many times as fast.", HelpName = "X" };
    private readonly Option<int> _qos = new("--qos") { Description = "0 or 1.", HelpName = "QOS", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _connections = new("--connections") { Description = "MQTT connections. [default: 4; flat out 50]", HelpName = "C" };
    private readonly Option<int> _window = new("--window") { Description = "Messages that a connection may have without PUBACK.", HelpName = "W", DefaultValueFactory = _ => 100 };
    private readonly Option<string> _mqtt = new("--mqtt") { Description = "Protocol version, 5 or 3.1.1.", HelpName = "VERSION", DefaultValueFactory = _ => "5" };
    private readonly Option<long> _seed = new("--seed") { Description = "The same seed gives the same sites, devices, signals and trouble.", HelpName = "S", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _trouble = new("--trouble") { Description = "What goes wrong how often: 'all' fates of messages (duplicates, disorder, gaps, malformed, satellite) and all faults of 'sensors' (stuck, drift, spike, range, silence, clock-drift, clock-jump), or some of them, such as duplicates=1%,spike=0.1%,silence=1%:6h. [default: nothing]", HelpName = "KIND[=RATE[:SIZE]],…" };
    private readonly Option<string?> _troubleLog = new("--trouble-log") { Description = "Write a JSON line for everything that went wrong on purpose.", HelpName = "PATH" };
    private readonly Option<double?> _seconds = new("--seconds") { Description = "End after this time. [default: until Ctrl+C]", HelpName = "T" };
    private readonly Option<long?> _messages = new("--messages") { Description = "End after this many messages (paced: samples).", HelpName = "N" };
    private readonly Option<double> _drain = new("--drain") { Description = "Seconds to wait for the last acknowledgements.", HelpName = "T", DefaultValueFactory = _ => 10 };
    private readonly Option<string?> _api = new("--api") { Description = "Register sites and devices at the platform's API first.", HelpName = "URL" };
    private readonly Option<string?> _apiKeyFile = new("--api-key-file") { Description = "File with the API key, such as the platform's data/admin.key.", HelpName = "PATH" };
    private readonly Option<bool> _flatOut = new("--flat-out") { Description = "Measure the platform: pre-encoded packets of soil probes, as fast as they are acknowledged." };
    private readonly Option<int?> _sites = new("--sites") { Description = "Flat out: sites, over all communes in turn. [default: one for 50 devices]", HelpName = "N" };
    private readonly Option<int> _indicators = new("--indicators") { Description = "Flat out: values in a message, 1 to 5.", HelpName = "N", DefaultValueFactory = _ => 3 };
    private readonly Option<bool> _reconnect = new("--reconnect") { Description = "Flat out: connect again when a connection is lost and resend what was not acknowledged, with DUP." };
    private readonly Option<double?> _backfill = new("--backfill") { Description = "Flat out: devices that were away for so many hours deliver what they gathered, one message for ten seconds of it, and the run ends.", HelpName = "HOURS" };
    private readonly Option<string?> _record = new("--record") { Description = "Flat out: write a CSV line for each acknowledged message.", HelpName = "PATH" };
    private readonly Option<string?> _json = new("--json") { Description = "Write the summary as JSON to a file, or to the standard output with '-'.", HelpName = "PATH" };

    public FleetCommand() : base(
        "Simulated fleets of all sectors that publish over MQTT, with the trouble that real ones have, and a generator of load.")
    {
        foreach (var option in new Option[]
        {
            _broker, _fleet, _devices, _rate, _speedup, _qos, _connections, _window, _mqtt, _seed, _trouble, _troubleLog, _seconds,
            _messages, _drain, _api, _apiKeyFile, _flatOut, _sites, _indicators, _reconnect, _backfill, _record, _json,
        })
        {
            Add(option);
        }
        SetAction(RunAsync);
    }

    /// <summary>Runs the command line; 0 when every message was acknowledged, 1 when not, 2 when it cannot be read.</summary>
    public async Task<int> InvokeAsync(IReadOnlyList<string> arguments)
    {
        var parsed = Parse(arguments);
        var isOurs = parsed.Action == Action || parsed.Errors.Count > 0; // else it asks for help or the version
        if (!isOurs) return await parsed.InvokeAsync();

        var errors = ErrorsOf(parsed);
        if (errors.Count == 0) return await parsed.InvokeAsync();

        foreach (var error in errors) await Console.Error.WriteLineAsync(error);
        await Console.Error.WriteLineAsync("--help shows all options.");
        return 2;
    }

    /// <summary>Everything that is wrong with a command line.</summary>
    internal IReadOnlyList<string> Check(IReadOnlyList<string> arguments) => ErrorsOf(Parse(arguments));

    private List<string> ErrorsOf(ParseResult parsed) =>
        [.. parsed.Errors.Select(error => error.Message), .. Read(parsed).Errors];

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = Read(parsed).Options;
        var json = parsed.GetValue(_json);
        var console = ConsoleFor(toError: json == "-"); // the standard output is the JSON's then
        try
        {
            var summary = await ProgressDisplay.RunAsync(options, console, cancellationToken);
            SummaryPrinter.Print(summary, console);
            if (json == "-") Console.Out.WriteLine(SummaryPrinter.ToJson(summary));
            else if (json is not null) await File.WriteAllTextAsync(json, SummaryPrinter.ToJson(summary), CancellationToken.None);
            return summary.IsComplete ? 0 : 1;
        }
        catch (FleetException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private static IAnsiConsole ConsoleFor(bool toError) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(toError ? Console.Error : Console.Out),
        Ansi = (toError ? Console.IsErrorRedirected : Console.IsOutputRedirected) ? AnsiSupport.No : AnsiSupport.Detect,
    });

    private (FleetOptions Options, IReadOnlyList<string> Errors) Read(ParseResult parsed)
    {
        // An option whose text could not be read has its error already; here it counts as what is surely good.
        T Value<T>(Option<T> option, T good) =>
            parsed.Errors.Any(error => IsAbout(error, option)) ? good : parsed.GetValue(option) ?? good;

        var errors = new List<string>();
        var options = new FleetOptions
        {
            Broker = Value(_broker, "127.0.0.1:1883"),
            Sectors = ReadSectors(Value(_fleet, "agriculture"), errors),
            Devices = Value(_devices, null),
            Rate = Value(_rate, null),
            Speedup = Value(_speedup, null),
            Qos = Value(_qos, 1),
            Connections = Value(_connections, null),
            Window = Value(_window, 1),
            Version = ReadVersion(Value(_mqtt, "5"), errors),
            Seed = Value(_seed, 1),
            Trouble = ReadTrouble(Value(_trouble, null), errors),
            TroubleLogPath = Value(_troubleLog, null),
            Duration = Value(_seconds, null) is { } seconds ? Seconds(seconds) : null,
            Messages = Value(_messages, null),
            DrainTimeout = Seconds(Value(_drain, 0)),
            Api = ReadApi(Value(_api, null), errors),
            ApiKeyPath = Value(_apiKeyFile, null),
            FlatOut = Value(_flatOut, false),
            Sites = Value(_sites, null),
            Indicators = Value(_indicators, 1),
            Reconnect = Value(_reconnect, false),
            Backfill = Value(_backfill, null) is { } hours ? TimeSpan.FromHours(Math.Clamp(hours, 0, 1_000)) : null,
            RecordPath = Value(_record, null),
        };
        errors.AddRange(options.Validate());
        return (options, errors);
    }

    private static bool IsAbout(ParseError error, Option option) =>
        error.SymbolResult is OptionResult of ? of.Option == option : (error.SymbolResult?.Parent as OptionResult)?.Option == option;

    /// <summary>Within what a TimeSpan and a timer can hold: at most 30 days.</summary>
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, -1, 30 * 86_400.0));

    private static List<Sector> ReadSectors(string text, List<string> errors)
    {
        var sectors = new List<Sector>();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (SectorNames.TryParse(name, out var sector)) sectors.Add(sector);
            else errors.Add($"--fleet: there is no sector '{name}'; there are {FleetOptions.SectorList}");
        }
        return sectors;
    }

    private static MqttVersion ReadVersion(string text, List<string> errors)
    {
        if (text is not ("5" or "3.1.1")) errors.Add($"--mqtt: '{text}' is neither 5 nor 3.1.1");
        return text == "3.1.1" ? MqttVersion.V311 : MqttVersion.V5;
    }

    private static TroubleOptions ReadTrouble(string? text, List<string> errors)
    {
        if (!TroubleOptions.TryParse(text ?? "", out var trouble, out var wrong)) errors.AddRange(wrong);
        return trouble;
    }

    private static Uri? ReadApi(string? text, List<string> errors)
    {
        if (text is null) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var api)) return api;
        errors.Add($"--api: '{text}' is not an absolute URL");
        return null;
    }
}
