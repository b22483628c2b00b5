using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Benchmarks.Stores;

/// <summary>
/// The load that the stores are compared by: devices with three indicators each, every value a walk of uniform −1, 0 or +1
/// at a resolution of a tenth, an exact step of ten seconds. The same in every run and for every store.
/// </summary>
internal sealed class DayOfWalks
{
    public const long BeginMs = 1_795_194_000_000; // 2026-11-21, midnight in Vietnam.
    public const int StepMs = 10_000;
    public const int DevicesPerSite = 50;

    // Those of agriculture whose tests such a walk passes.
    private static readonly string[] s_codes = ["SOIL_MOISTURE", "AIR_HUMIDITY", "RAIN"];

    private readonly int[] _levels;
    private readonly Random _random;

    /// <param name="part">Of the devices: each has a sequence of its own.</param>
    public DayOfWalks(int part, int devices)
    {
        _random = new Random(part);
        _levels = new int[devices * s_codes.Length];
        foreach (ref var level in _levels.AsSpan()) level = _random.Next(200, 400);
    }

    public static IReadOnlyList<Indicator> Indicators { get; } =
        [.. SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators).Where(indicator => s_codes.Contains(indicator.Code))];

    /// <summary>A series' next value; the series are to be asked in one order.</summary>
    public double Next(int device, int indicator)
    {
        ref var level = ref _levels[(device * s_codes.Length) + indicator];
        level = Math.Clamp(level + _random.Next(-1, 2), 180, 420);
        return level / 10.0;
    }
}
