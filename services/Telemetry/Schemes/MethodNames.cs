using System.Collections.Frozen;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>The methods' names as schemes and the API write them (those of indicators.csv).</summary>
public static class MethodNames
{
    internal static readonly FrozenDictionary<string, DeviceMethod> DeviceMethods =
        Enum.GetValues<DeviceMethod>().ToFrozenDictionary(Name);

    internal static readonly FrozenDictionary<string, AreaMethod> AreaMethods =
        Enum.GetValues<AreaMethod>().ToFrozenDictionary(Name);

    /// <summary>Such as <c>twmean</c>.</summary>
    public static string Name(this DeviceMethod method) => method switch
    {
        DeviceMethod.Mean => "mean",
        DeviceMethod.TimeWeightedMean => "twmean",
        DeviceMethod.Sum => "sum",
        DeviceMethod.Min => "min",
        DeviceMethod.Max => "max",
        DeviceMethod.Last => "last",
        DeviceMethod.CounterDelta => "counter_delta",
        DeviceMethod.HarmonicMean => "harmonic_mean",
        DeviceMethod.Ratio => "ratio",
        DeviceMethod.Leq => "leq",
        DeviceMethod.P95 => "p95",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "BUG: a method without a name"),
    };

    /// <summary>Such as <c>share_breach</c>.</summary>
    public static string Name(this AreaMethod method) => method switch
    {
        AreaMethod.Mean => "mean",
        AreaMethod.WeightedMean => "weighted_mean",
        AreaMethod.Sum => "sum",
        AreaMethod.Min => "min",
        AreaMethod.Max => "max",
        AreaMethod.Last => "last",
        AreaMethod.ShareBreach => "share_breach",
        AreaMethod.HarmonicMean => "harmonic_mean",
        AreaMethod.Ratio => "ratio",
        AreaMethod.P95 => "p95",
        AreaMethod.P05 => "p05",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "BUG: a method without a name"),
    };
}
