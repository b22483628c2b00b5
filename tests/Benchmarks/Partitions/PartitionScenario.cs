using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks.Partitions;

/// <summary>A load of one partition: devices that report in turn, each at a fixed step, over so many seconds of the log's clock.</summary>
/// <param name="Disorder">The share of messages that is overtaken by one to three later ones of its device.</param>
/// <param name="OverdueMs">Overtaken messages come so late instead; 0 for as said.</param>
internal sealed record PartitionScenario(
    string Name, string[] Codes, int Devices, int StepMs, int Seconds, double Disorder = 0, long OverdueMs = 0, bool WithQuality = true, bool Derives = true)
{
    // Compiling, first sights, and rings to fill.
    public const int WarmUpSeconds = 40;

    public int MessagesPerSecond => Devices * 1000 / StepMs;

    public int TotalSeconds => WarmUpSeconds + Seconds;

    public IReadOnlyList<Indicator> Indicators =>
    [
        .. Measured,
        .. s_all.Where(indicator => Derives && Measured.Any(measured => measured.Number == indicator.DerivedFrom)),
    ];

    /// <summary>What its devices send.</summary>
    public IReadOnlyList<Indicator> Measured { get; } =
    [
        .. s_all.Where(indicator => Codes.Contains(indicator.Code)).Select(indicator => indicator with
        {
            Quality = WithQuality ? indicator.Quality : new QualityRules(),
            Travel = Derives ? indicator.Travel : null,
        }),
    ];

    private static readonly IReadOnlyList<Indicator> s_all = [.. SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators)];
}
