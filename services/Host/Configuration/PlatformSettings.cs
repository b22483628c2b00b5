using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using SmartSectors.Host.Rules;

namespace SmartSectors.Host.Configuration;

/// <summary>
/// Reads <see cref="PlatformOptions"/> from the section <c>SmartSectors</c> and tells every error at once. The same
/// names are flags, environment variables (<c>SmartSectors__Data</c>) and keys of appsettings.json.
/// </summary>
internal sealed class PlatformSettings
{
    public const string SectionName = "SmartSectors";

    public const string Roles = "Roles";
    public const string Data = "Data";
    public const string Mqtt = "Mqtt";
    public const string Mqtts = "Mqtts";
    public const string Http = "Http";
    public const string Listen = "Listen";
    public const string OnboardingPolicy = "Onboarding";
    public const string Certificate = "Certificate";
    public const string CertificateKey = "CertificateKey";

    private static readonly string[] Names =
    [
        Roles, Data, Mqtt, Mqtts, Http, Listen, OnboardingPolicy, Certificate, CertificateKey,
        BrokerSettings.Name, ListenerSettings.Name, MqttLimitSettings.Name, OriginSettings.Name,
        RuleSettings.Schemes, RuleSettings.Profiles, GatewaySettings.Name, PlatformLimitSettings.Name, RetentionSettings.Name,
        InfluxSettings.Store, InfluxSettings.Name,
        LogSettings.Name, ReportSettings.Name,
    ];

    private readonly IConfigurationSection section;
    private readonly List<string> errors = [];

    private PlatformSettings(IConfiguration configuration) => section = configuration.GetSection(SectionName);

    /// <summary>The options, or every error as a sentence.</summary>
    public static (PlatformOptions Options, IReadOnlyList<string> Errors) Read(IConfiguration configuration)
    {
        var settings = new PlatformSettings(configuration);
        return (settings.Read(), settings.errors);
    }

    private PlatformOptions Read()
    {
        var defaults = new PlatformOptions();
        RefuseUnknown();
        var options = defaults with
        {
            Roles = ReadRoles() ?? defaults.Roles,
            DataDirectory = ReadDirectory() ?? defaults.DataDirectory,
            MqttPort = ReadPort(Mqtt) ?? defaults.MqttPort,
            MqttsPort = Text(Mqtts) is { } text && text.Equals("off", StringComparison.OrdinalIgnoreCase) ? null : ReadPort(Mqtts),
            HttpPort = ReadPort(Http) ?? defaults.HttpPort,
            Listen = ReadAddress() ?? defaults.Listen,
            Onboarding = ReadOnboarding() ?? defaults.Onboarding,
            CertificateFile = ReadFile(Certificate),
            CertificateKeyFile = ReadFile(CertificateKey),
            Brokers = BrokerSettings.Read(section.GetSection(BrokerSettings.Name), error => Wrong(BrokerSettings.Name, error)),
            MqttLimits = MqttLimitSettings.Read(
                section.GetSection(MqttLimitSettings.Name), (limit, error) => errors.Add($"{SectionName}:{MqttLimitSettings.Name}:{limit}: {error}.")),
            RuleDirectories = new RuleDirectories(ReadFolder(RuleSettings.Schemes), ReadFolder(RuleSettings.Profiles)),
            Gateways = GatewaySettings.Read(
                section.GetSection(GatewaySettings.Name), (name, error) => errors.Add($"{SectionName}:{GatewaySettings.Name}:{name}: {error}.")),
            Retention = RetentionSettings.Read(
                section.GetSection(RetentionSettings.Name), (name, error) => errors.Add($"{SectionName}:{RetentionSettings.Name}:{name}: {error}.")),
            Limits = PlatformLimitSettings.Read(
                section.GetSection(PlatformLimitSettings.Name), (name, error) => errors.Add($"{SectionName}:{PlatformLimitSettings.Name}:{name}: {error}.")),
            Influx = InfluxSettings.Read(
                Text(InfluxSettings.Store), section.GetSection(InfluxSettings.Name), (name, error) => errors.Add($"{SectionName}:{name}: {error}.")),
            Log = LogSettings.Read(
                section.GetSection(LogSettings.Name), (name, error) => errors.Add($"{SectionName}:{LogSettings.Name}:{name}: {error}.")),
            Reports = ReportSettings.Read(
                section.GetSection(ReportSettings.Name), (name, error) => errors.Add($"{SectionName}:{ReportSettings.Name}:{name}: {error}.")),
            AllowedOrigins = OriginSettings.Read(
                section.GetSection(OriginSettings.Name), error => errors.Add($"{SectionName}:{OriginSettings.Name}: {error}.")),
        };
        options = options with
        {
            Rulebook = RuleSettings.Read(options.RuleDirectories, Wrong),
            Listeners = ListenerSettings.Read(
                section.GetSection(ListenerSettings.Name),
                new ListenerDefaults(options.MqttLimits, options.CertificateFile, options.CertificateKeyFile),
                WrongListener),
        };
        CheckTogether(options);
        return options;
    }

    private void RefuseUnknown()
    {
        foreach (var key in section.GetChildren().Select(child => child.Key))
        {
            if (!Names.Contains(key, StringComparer.OrdinalIgnoreCase)) Wrong(key, $"there is no such setting; there are {string.Join(", ", Names)}");
        }
    }

    private void CheckTogether(PlatformOptions options)
    {
        if (options.MqttsPort is not null && options.Tls is null)
        {
            Wrong(Mqtts, $"TLS needs a certificate: {SectionName}:{Certificate} and {SectionName}:{CertificateKey} name its PEM files");
        }
        else if (options.MqttsPort is not null && options.Tls?.FindError() is { } error) Wrong(Certificate, error);

        if (!options.Roles.Contains(Role.Grains)) Wrong(Roles, "grains must be among them: several processes are not supported yet");

        if (options.Brokers.Count > 0 && !options.Roles.Contains(Role.Ingestion)) Wrong(BrokerSettings.Name, "ingestion must be among the roles to read from a broker");

        if (options.Log.ArchiveDirectory is { } archive && (archive + '/').StartsWith(options.DataDirectory + '/', StringComparison.Ordinal))
            errors.Add($"{SectionName}:{LogSettings.Name}:{nameof(LogSettings.ArchiveDirectory)}: {archive} lies in the data directory, with which it would be lost.");

        CheckPorts(options);
    }

    private void CheckPorts(PlatformOptions options)
    {
        var taken = new Dictionary<int, string>();
        foreach (var (name, port) in new (string, int?)[] { (Mqtt, options.MqttPort), (Mqtts, options.MqttsPort), (Http, options.HttpPort) })
        {
            if (port is not > 0) continue;
            if (!taken.TryAdd(port.Value, name)) Wrong(name, $"port {port} is given to {taken[port.Value]} already");
        }

        foreach (var listener in options.Listeners)
        {
            var port = listener.EndPoint.Port;
            if (port > 0 && !taken.TryAdd(port, listener.Mqtt.Name)) WrongListener($"{listener.Mqtt.Name}: port {port} is given to {taken[port]} already");
        }
    }

    private ImmutableSortedSet<Role>? ReadRoles()
    {
        if (Text(Roles) is not { } text) return null;

        var known = errors.Count;
        var roles = ImmutableSortedSet.CreateBuilder<Role>();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (name.Equals("all", StringComparison.OrdinalIgnoreCase)) roles.UnionWith(Enum.GetValues<Role>());
            else if (TryParseName<Role>(name, out var role)) roles.Add(role);
            else Wrong(Roles, $"there is no role '{name}'; there are {NamesOf<Role>()}, all");
        }
        return errors.Count == known ? roles.ToImmutable() : null; // A misspelt role is not also told to be missing.
    }

    private Onboarding? ReadOnboarding()
    {
        if (Text(OnboardingPolicy) is not { } text) return null;
        if (TryParseName<Onboarding>(text, out var onboarding)) return onboarding;
        return Wrong<Onboarding?>(OnboardingPolicy, $"'{text}' is neither of {NamesOf<Onboarding>()}");
    }

    private int? ReadPort(string name)
    {
        if (Text(name) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort) return port;
        return Wrong<int?>(name, $"'{text}' is no port from 0 to {IPEndPoint.MaxPort}");
    }

    private IPAddress? ReadAddress()
    {
        if (Text(Listen) is not { } text) return null;
        if (text.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.Loopback;
        if (IPAddress.TryParse(text, out var address)) return address;
        return Wrong<IPAddress?>(Listen, $"'{text}' is no IP address such as 127.0.0.1 or 0.0.0.0");
    }

    private string? ReadDirectory()
    {
        if (Text(Data) is not { } text) return null;
        if (File.Exists(text)) return Wrong<string?>(Data, $"'{text}' is a file, and a directory is needed");
        return Path.GetFullPath(text);
    }

    private string? ReadFolder(string name)
    {
        if (Text(name) is not { } text) return null;
        return Directory.Exists(text) ? Path.GetFullPath(text) : Wrong<string?>(name, $"there is no directory '{text}'");
    }

    private string? ReadFile(string name)
    {
        if (Text(name) is not { } text) return null;
        return File.Exists(text) ? Path.GetFullPath(text) : Wrong<string?>(name, $"there is no file '{text}'");
    }

    private string? Text(string name)
    {
        if (section.GetSection(name).GetChildren().Any()) return Wrong<string?>(name, "a list or an object stands where a text is needed");
        return string.IsNullOrWhiteSpace(section[name]) ? null : section[name];
    }

    private void Wrong(string name, string message) => errors.Add($"{SectionName}:{name} (--{name.ToLowerInvariant()}): {message}.");

    private void WrongListener(string message) => errors.Add($"{SectionName}:{ListenerSettings.Name} (--listener): {message}.");

    private T? Wrong<T>(string name, string message)
    {
        Wrong(name, message);
        return default;
    }

    // Enum.TryParse would take numbers as well.
    private static bool TryParseName<T>(string text, out T value) where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && text.All(char.IsLetter);

    private static string NamesOf<T>() where T : struct, Enum => string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant();
}
