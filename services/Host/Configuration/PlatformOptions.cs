using System.Collections.Immutable;
using System.Net;
using SmartSectors.Host.Rules;
using SmartSectors.Ingestion.Brokers;
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Mqtt;
using SmartSectors.Reporting;
using SmartSectors.Storage.Influx;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Host.Configuration;

/// <summary>A part of the platform that a process may run; all of them by default.</summary>
internal enum Role { Ingestion, Grains, Operations, Reporting }

/// <summary>What becomes of readings from sites and devices that the registry does not know.</summary>
internal enum Onboarding
{
    /// <summary>They are refused: <c>unknown_site</c>, <c>unknown_device</c>.</summary>
    Closed,

    /// <summary>They are let in, and the registry learns them.</summary>
    Open,
}

/// <summary>The settings of one process, checked; made by <see cref="PlatformSettings"/>.</summary>
internal sealed record PlatformOptions
{
    /// <summary>All by default.</summary>
    public ImmutableSortedSet<Role> Roles { get; init; } = [.. Enum.GetValues<Role>()];

    /// <summary>An absolute path; <c>./data</c> by default. One process at a time may use it.</summary>
    public string DataDirectory { get; init; } = Path.GetFullPath("data");

    /// <summary>1883 by default; 0 takes a free one.</summary>
    public int MqttPort { get; init; } = 1883;

    /// <summary>MQTT over TLS; off (null) by default. Needs <see cref="CertificateFile"/> and <see cref="CertificateKeyFile"/>.</summary>
    public int? MqttsPort { get; init; }

    /// <summary>8080 by default; 0 takes a free one.</summary>
    public int HttpPort { get; init; } = 8080;

    /// <summary>Loopback by default: until there are credentials, whoever reaches the port may publish.</summary>
    public IPAddress Listen { get; init; } = IPAddress.Loopback;

    public Onboarding Onboarding { get; init; } = Onboarding.Closed;

    /// <summary>Ports for MQTT beside these two; none by default.</summary>
    public IReadOnlyList<ListenerOptions> Listeners { get; init; } = [];

    /// <summary>Limits of the MQTT server and of its listeners that say nothing else.</summary>
    public MqttServerOptions MqttLimits { get; init; } = new();

    /// <summary>Web pages that may connect to MQTT over WebSocket besides those of the HTTP port itself; none by default.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>PEM; null without TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM; null without TLS.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>Brokers of somebody else's that this process reads from; none by default.</summary>
    public IReadOnlyList<BrokerOptions> Brokers { get; init; } = [];

    /// <summary>Where schemes and profiles are beside the platform's own; none by default.</summary>
    public RuleDirectories RuleDirectories { get; init; } = new(null, null);

    /// <summary>What they say: the platform's own by default.</summary>
    public Rulebook Rulebook { get; init; } = Rulebook.Carried;

    public GatewayOptions Gateways { get; init; } = new();

    /// <summary>The InfluxDB that is kept in step and asked for old readings; null without one, which is the default.</summary>
    public InfluxOptions? Influx { get; init; }

    public PlatformLimits Limits { get; init; } = new();

    public RetentionSettings Retention { get; init; } = new();

    /// <summary>Nothing is archived by default.</summary>
    public LogSettings Log { get; init; } = LogSettings.Default;

    /// <summary>Without the data directory.</summary>
    public ReportingOptions Reports { get; init; } = ReportSettings.Default;

    /// <summary>Null where one of its files is missing.</summary>
    public MqttTls? Tls => (CertificateFile, CertificateKeyFile) is ({ } certificate, { } key)
        ? new MqttTls { CertificateFile = certificate, KeyFile = key }
        : null;

    /// <summary>An API key for <c>X-Api-Key</c>, made at the first start, mode 0600.</summary>
    public string AdminKeyFile => Path.Combine(DataDirectory, "admin.key");
}
