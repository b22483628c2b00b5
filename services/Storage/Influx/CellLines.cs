using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Influx;

/// <summary>A closed cell as a line: the figures of the aggregates API under its names. What is null has no field.</summary>
internal static class CellLines
{
    public const string Measurement = "aggregates";

    public static byte[] SeriesOf(Indicator indicator, AreaLevel level, string area, Window window) => LineBatch.Series(
        Measurement, ("area", area), ("indicator", indicator.Code), ("level", NameOf(level)), ("sector", indicator.Sector.Name()), ("window", window.Code()));

    public static void Add(LineBatch batch, byte[] series, AggregatePoint point) => batch.Begin(series)
        .Integer("count"u8, point.Count)
        .Float("sum"u8, (double?)point.Sum)
        .Float("mean"u8, point.Mean)
        .Float("min"u8, point.Min)
        .Float("max"u8, point.Max)
        .Float("stddev"u8, point.StdDev)
        .Float("p50"u8, point.P50)
        .Float("p95"u8, point.P95)
        .Float("p99"u8, point.P99)
        .Float("value"u8, point.Value)
        .Integer("devices"u8, point.Devices)
        .Integer("expected"u8, point.Expected)
        .Float("coverage"u8, point.Coverage)
        .Integer("pass"u8, point.Flags.Pass)
        .Integer("unevaluated"u8, point.Flags.Unevaluated)
        .Integer("suspect"u8, point.Flags.Suspect)
        .Integer("fail"u8, point.Flags.Fail)
        .Float("correct"u8, point.Criteria?.Correct)
        .Float("complete"u8, point.Criteria?.Complete)
        .Float("clean"u8, point.Criteria?.Clean)
        .Float("live"u8, point.Criteria?.Live)
        .Float("delay_p95"u8, point.Criteria?.DelayP95)
        .Integer("revision"u8, point.Revision)
        .End(point.Start.ToUnixTimeMilliseconds());

    public static string NameOf(AreaLevel level) => level switch
    {
        AreaLevel.Nation => "nation",
        AreaLevel.Province => "province",
        AreaLevel.Commune => "commune",
        _ => "site",
    };
}
