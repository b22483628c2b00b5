using SmartSectors.Ingestion.Gateways;
using SmartSectors.Telemetry.Decoding;

namespace SmartSectors.Ingestion;

/// <summary>What happens to sites and devices that nobody registered.</summary>
public enum OnboardingPolicy
{
    /// <summary>Their readings are rejected <c>unknown_device</c>.</summary>
    Closed,

    /// <summary>They are taken in, and the registry learns them.</summary>
    Open,
}

/// <summary>The limits of ingestion.</summary>
public sealed record IngestionOptions
{
    public OnboardingPolicy Onboarding { get; init; } = OnboardingPolicy.Closed;

    /// <summary>
    /// Under open onboarding no more devices than this are let in without a registration (default 2,000,000; some 1.6 KB of
    /// memory each); those that are not known yet are rejected <c>unknown_device</c>. Registered ones always are let in, and
    /// are not counted.
    /// </summary>
    public int MaxDevices { get; init; } = 2_000_000;

    /// <summary>
    /// A site has a shard for each province and partition where its devices roam; all sites have so many at most (default
    /// 500,000, some 1 KB of memory each). Beyond it what comes to a further province counts where it counted before.
    /// </summary>
    public int MaxRoamingShards { get; init; } = 500_000;

    /// <summary>A payload longer than this is rejected <c>oversized</c> (default 128 KB).</summary>
    public int MaxPayloadBytes { get; init; } = 128 * 1024;

    /// <summary>Limits of one body.</summary>
    public DecodeLimits Decoding { get; init; } = new();

    /// <summary>Of a refused message so many bytes are kept as evidence (default 512).</summary>
    public int EvidenceBytes { get; init; } = 512;

    /// <summary>So many refused messages are kept a reason and minute (default 100); the others are only counted.</summary>
    public int EvidencePerMinute { get; init; } = 100;

    /// <summary>So many QoS 1 deliveries without a time of their own are remembered for their redelivery (default 65,536).</summary>
    public int RememberedDeliveries { get; init; } = 65_536;

    /// <summary>So many messages a second that bring no trace of their own begin one (default 1; 0 for none).</summary>
    public int TracesPerSecond { get; init; } = 1;

    /// <summary>
    /// A socket read whose messages were mostly measured longer ago than this is backfill (default 5 min), and waits while too
    /// much backfill is undecided. Longer: slow links are never taken for backfill, and more of it competes with live readings.
    /// </summary>
    public TimeSpan BackfillAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Of gateways with formats of their own.</summary>
    public GatewayOptions Gateways { get; init; } = new();

    /// <summary>How often the registry learns what was seen, and ingestion what was registered (default 1 s).</summary>
    public TimeSpan RegistryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>So many empty batches are kept for use again (default 1,024); more are left to the collector.</summary>
    public int PooledBatches { get; init; } = 1_024;
}
