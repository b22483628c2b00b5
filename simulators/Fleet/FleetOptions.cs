using System.Net;
using SmartSectors.Fleet.FlatOut;
using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Trouble;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet;

/// <summary>Registers a fleet's sites, then its devices, before anything is sent.</summary>
public delegate Task RegisterFleet(
    IReadOnlyList<FleetSite> sites, IReadOnlyList<FleetDevice> devices, CancellationToken cancellationToken);

/// <summary>
/// A run of a fleet. The defaults are the demonstration: three sectors, 600 devices in every province, 200 messages a
/// second.
/// </summary>
public sealed record FleetOptions
{
    /// <summary>Limits that keep the ids and the memory of one process within bounds.</summary>
    public const int MaxDevices = 1_000_000, MaxConnections = 1_000, MaxWindow = 10_000;

    private const int DevicesOfPlot = 50;

    /// <summary>Where the platform listens for MQTT, <c>HOST:PORT</c>.</summary>
    public string Broker { get; init; } = "127.0.0.1:1883";

    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>Every sector has a fleet. Flat out there is agriculture alone.</summary>
    public IReadOnlyList<Sector> Sectors { get; init; } = [Sector.Agriculture, Sector.Transport, Sector.Health];

    /// <summary>600, flat out 10,000 by default; 1,000,000 at most.</summary>
    public int? Devices { get; init; }

    /// <summary>
    /// Messages a second in total. By default a third of the number of devices, flat out as many as are acknowledged.
    /// </summary>
    public double? Rate { get; init; }

    /// <summary>Instead of a rate: each device at its indicators' own period, this many times as fast.</summary>
    public double? Speedup { get; init; }

    /// <summary>0 or 1. At 0 nothing is acknowledged, so only what was sent is counted.</summary>
    public int Qos { get; init; } = 1;

    /// <summary>4, flat out 50 by default; 1,000 at most, and no more than devices.</summary>
    public int? Connections { get; init; }

    /// <summary>The same seed gives the same sites, devices, signals and trouble.</summary>
    public long Seed { get; init; } = 1;

    public TroubleOptions Trouble { get; init; } = TroubleOptions.None;

    /// <summary>A file that gets a JSON line for everything that went wrong on purpose.</summary>
    public string? TroubleLogPath { get; init; }

    /// <summary>The run's length; without it and <see cref="Messages"/> it goes on until it is cancelled.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The run ends when this many messages were sent.</summary>
    public long? Messages { get; init; }

    /// <summary>Pre-encoded packets of soil probes, for measuring the platform.</summary>
    public bool FlatOut { get; init; }

    /// <summary>Flat out: sites; by default one for 50 devices.</summary>
    public int? Sites { get; init; }

    /// <summary>Flat out: values in a message, 1 to 5.</summary>
    public int Indicators { get; init; } = 3;

    /// <summary>Messages that a connection may have without PUBACK; the server's receive maximum lowers it.</summary>
    public int Window { get; init; } = 100;

    /// <summary>Flat out: connect again when a connection is lost, and resend what was not acknowledged.</summary>
    public bool Reconnect { get; init; }

    /// <summary>
    /// Flat out: after a message of now each device delivers what it gathered over this time, one message for ten seconds of
    /// it; then the run ends.
    /// </summary>
    public TimeSpan? Backfill { get; init; }

    /// <summary>Flat out: a file that gets a line for each acknowledged message.</summary>
    public string? RecordPath { get; init; }

    /// <summary>How long to wait for the last acknowledgements.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The platform's API, to register sites and devices there; needs <see cref="ApiKeyPath"/>.</summary>
    public Uri? Api { get; init; }

    /// <summary>A file that holds an API key.</summary>
    public string? ApiKeyPath { get; init; }

    /// <summary>Registers in process instead of over the API.</summary>
    public RegisterFleet? Register { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal static string SectorList { get; } = string.Join(", ", Enum.GetValues<Sector>().Select(sector => sector.Name()));

    internal int DeviceCount => Devices ?? (FlatOut ? 10_000 : 600);

    internal int SiteCount => Sites ?? Math.Max(1, DeviceCount / DevicesOfPlot);

    internal int ConnectionCount => Math.Min(Connections ?? (FlatOut ? 50 : 4), DeviceCount);

    internal long? FlatOutMessages => Messages ?? (long?)(Backfill?.TotalMilliseconds / PacketBlock.BackfillStepMs) * DeviceCount;

    internal double PacedRate => Rate ?? DeviceCount / 3.0;

    internal QualityOfService QualityOfService =>
        Qos == 0 ? QualityOfService.AtMostOnce : QualityOfService.AtLeastOnce;

    /// <summary>Everything that is wrong with these options, in the words of the command line; none when they are good.</summary>
    public IReadOnlyList<string> Validate() => [.. General(), .. FlatOut ? FlatOutOnly() : PacedOnly(), .. Trouble.Validate()];

    internal static bool TryParseBroker(string text, out DnsEndPoint broker)
    {
        broker = new DnsEndPoint("localhost", 0);
        if (!Uri.TryCreate("mqtt://" + text, UriKind.Absolute, out var uri)
            || uri.Port <= 0 || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
        {
            return false;
        }
        broker = new DnsEndPoint(uri.IdnHost, uri.Port);
        return true;
    }

    private IEnumerable<string> General()
    {
        if (!TryParseBroker(Broker, out _)) yield return $"--broker: '{Broker}' is not HOST:PORT";
        if (Sectors.Count == 0) yield return $"--fleet: name at least one of {SectorList}";
        if (Sectors.Distinct().Count() != Sectors.Count) yield return "--fleet: a sector is named twice";
        if (DeviceCount is < 1 or > MaxDevices) yield return $"--devices: from 1 to {MaxDevices}";
        if (Connections is < 1 or > MaxConnections) yield return $"--connections: from 1 to {MaxConnections}";
        if (Rate is not (null or > 0 and <= 10_000_000)) yield return "--rate: more than 0 and at most 10000000 messages a second";
        if (Qos is not (0 or 1)) yield return "--qos: 0 or 1";
        if (Window is < 1 or > MaxWindow) yield return $"--window: from 1 to {MaxWindow}";
        if (Duration <= TimeSpan.Zero) yield return "--seconds: more than 0";
        if (Messages < 1) yield return "--messages: at least 1";
        if (DrainTimeout < TimeSpan.Zero) yield return "--drain: 0 or more seconds";
        if (Api is not null && ApiKeyPath is null) yield return "--api needs --api-key-file";
        if (Api is null && ApiKeyPath is not null) yield return "--api-key-file needs --api";
        if (Api is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" })) yield return "--api: an absolute http or https URL";
        if (ApiKeyPath is not null && !File.Exists(ApiKeyPath)) yield return $"--api-key-file: there is no file '{ApiKeyPath}'";
    }

    private IEnumerable<string> FlatOutOnly()
    {
        if (Speedup is not null) yield return "--speedup does not go with --flat-out; use --rate";
        if (Trouble != TroubleOptions.None) yield return "--trouble does not go with --flat-out";
        if (TroubleLogPath is not null) yield return "--trouble-log does not go with --flat-out";
        if (SiteCount < 1 || SiteCount > DeviceCount) yield return "--sites: from 1 to the number of devices";
        if (Indicators < 1 || Indicators > FlatOutIndicator.All.Count) yield return $"--indicators: from 1 to {FlatOutIndicator.All.Count}";
        if (Backfill is { } back && (back < TimeSpan.FromMinutes(1) || back > TimeSpan.FromDays(30))) yield return "--backfill: from 0.02 to 720 hours";
        if (Qos == 0 && Reconnect) yield return "--reconnect needs --qos 1: at 0 there is nothing to resend";
        if (Qos == 0 && RecordPath is not null) yield return "--record needs --qos 1: at 0 nothing is acknowledged";
    }

    private IEnumerable<string> PacedOnly()
    {
        if (Rate is not null && Speedup is not null) yield return "--rate and --speedup say the same thing; give one";
        if (Speedup is not (null or > 0 and <= 1_000_000)) yield return "--speedup: more than 0 and at most 1000000";
        if (Sites is not null) yield return "--sites needs --flat-out";
        if (Reconnect) yield return "--reconnect needs --flat-out";
        if (Backfill is not null) yield return "--backfill needs --flat-out";
        if (RecordPath is not null) yield return "--record needs --flat-out";
        if (TroubleLogPath is not null && Trouble == TroubleOptions.None) yield return "--trouble-log needs --trouble";
    }
}
