using System.CommandLine;
using Microsoft.Extensions.Configuration;
using SmartSectors.Host.Configuration;

namespace SmartSectors.Host.Commands;

/// <summary>
/// The flags of <c>run</c> and <c>demo</c>. All are text: <see cref="PlatformSettings"/> checks them together with the
/// environment and the files, whose names are the same.
/// </summary>
internal sealed class PlatformFlags
{
    private readonly Dictionary<string, Option<string>> options = new()
    {
        [PlatformSettings.Roles] = Flag("--roles", "ROLES", "Roles of this process, separated by commas: ingestion, grains, operations, reporting, all. [default: all]"),
        [PlatformSettings.Data] = DataFlag(),
        [PlatformSettings.Mqtt] = Flag("--mqtt", "PORT", "MQTT; 0 takes a free port. [default: 1883]"),
        [PlatformSettings.Mqtts] = Flag("--mqtts", "PORT", "MQTT over TLS; needs SmartSectors:Certificate and CertificateKey (PEM files). [default: off]"),
        [PlatformSettings.Http] = Flag("--http", "PORT", "API and status page; 0 takes a free port. [default: 8080]"),
        [PlatformSettings.Listen] = Flag("--listen", "ADDRESS", "The address that all ports listen on. [default: 127.0.0.1]"),
        [RuleSettings.Schemes] = Flag("--schemes", "DIR", "Schemes that change or extend those that the platform carries, a YAML file a sector, see docs/schemes.md. [default: none]"),
        [RuleSettings.Profiles] = Flag("--profiles", "DIR", "Profiles of device models beside those that the platform carries, a YAML file each, see docs/payloads/profiles.md. [default: none]"),
        [InfluxSettings.Store] = Flag("--store", "embedded|influxdb", "influxdb keeps an InfluxDB in step as well, see docs/influxdb.md. [default: embedded]"),
        [InfluxSettings.Url] = Flag("--influx-url", "URL", "The InfluxDB, such as http://127.0.0.1:8086."),
        [InfluxSettings.Token] = Flag("--influx-token", "TOKEN", "Its token, or user:password of a 1.x. Others on this machine see flags: rather SmartSectors__Influx__Token, or a file by SmartSectors__Influx__TokenFile."),
        [InfluxSettings.Database] = Flag("--influx-database", "NAME", "The database in it. [default: smartsectors]"),
        [PlatformSettings.OnboardingPolicy] = Flag("--onboarding", "open|closed", "Whether sites and devices that are not registered are let in. [default: closed; demo: open]"),
    };

    // Its value has no spaces: several flags are one text of several lines, which wins over any list of the files.
    private readonly Option<string[]> brokers = new("--broker")
    {
        HelpName = "URL",
        Description = "Read from another MQTT broker: mqtt[s]://[user[:password]@]host[:port][?topics=…&…], see docs/brokers.md; may be given several times.",
    };

    private readonly Option<string[]> listeners = new("--listener")
    {
        HelpName = "URL",
        Description = "Another port for MQTT: mqtt[s]://ADDRESS[:PORT][?access=open&deny=TOPIC&client-certificates=required&client-ca=FILE&proxy=on&…], see docs/listeners.md; may be given several times.",
    };

    public static Option<string> DataFlag() => Flag("--data", "DIR", "The data directory. [default: ./data]");

    public void AddTo(Command command)
    {
        foreach (var option in options.Values) command.Options.Add(option);
        command.Options.Add(brokers);
        command.Options.Add(listeners);
    }

    /// <summary>The configuration with everything in its rank: files, then the environment, then the flags that were given.</summary>
    public IConfigurationRoot Configure(ParseResult parsed, IReadOnlyDictionary<string, string?> defaults)
    {
        var given = options
            .Where(option => parsed.GetResult(option.Value) is not null)
            .ToDictionary(option => option.Key, option => parsed.GetValue(option.Value));
        if (parsed.GetValue(brokers) is { Length: > 0 } brokerUrls) given[BrokerSettings.Name] = string.Join('\n', brokerUrls);
        if (parsed.GetValue(listeners) is { Length: > 0 } listenerUrls) given[ListenerSettings.Name] = string.Join('\n', listenerUrls);
        return Configure(defaults, given);
    }

    internal static IConfigurationRoot Configure(
        IReadOnlyDictionary<string, string?> defaults, IReadOnlyDictionary<string, string?> given) => new ConfigurationBuilder()
        .AddInMemoryCollection(InSection(defaults))
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false)
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true, reloadOnChange: false)
        .AddEnvironmentVariables()
        .AddInMemoryCollection(InSection(given))
        .Build();

    private static IEnumerable<KeyValuePair<string, string?>> InSection(IReadOnlyDictionary<string, string?> settings) =>
        settings.Select(setting => KeyValuePair.Create($"{PlatformSettings.SectionName}:{setting.Key}", setting.Value));

    private static Option<string> Flag(string name, string help, string description) => new(name) { HelpName = help, Description = description };
}
