using System.ComponentModel;
using System.Text.Json.Serialization;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Aggregates;

/// <summary>A page of aggregates.</summary>
/// <param name="Next">The cursor of the next page; null at the end.</param>
internal sealed record AggregatesBody(
    IReadOnlyList<AggregateSeriesBody> Series,
    [property: Description("The cursor of the next page; null at the end.")] string? Next,
    [property: Description("Only what is from here on is still kept; there where the range begins before it."),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? KeptFrom);

/// <summary>The points of one area.</summary>
internal sealed record AggregateSeriesBody(
    [property: Description("VN, a province code, a commune code or a site id.")] string Area,
    string Sector,
    string Indicator,
    [property: Description("UCUM.")] string Unit,
    [property: Description("1m, 15m, 1h, 1d or 1mo.")] string Window,
    [property: Description("How 'value' comes about: the device's method, then the area's.")] string Method,
    IReadOnlyList<AggregatePointBody> Points);

/// <summary>One cell; statistics that were not picked are left out, those without a figure are null.</summary>
internal sealed record AggregatePointBody(
    DateTimeOffset Start,
    [property: Description("The indicator's own value by its method; null under 15m.")] double? Value,
    [property: Description("Readings with flag pass, unevaluated or suspect.")] long Count,
    decimal? Sum,
    double? Mean,
    double? Min,
    double? Max,
    [property: JsonPropertyName("stddev"), Description("Of the population.")] double? StdDev,
    [property: Description("Within 1 % relative.")] double? P50,
    [property: Description("Within 1 % relative.")] double? P95,
    [property: Description("Within 1 % relative.")] double? P99,
    [property: Description("Distinct devices that contributed.")] long Devices,
    [property: Description("Period slots that began in the window while devices were active; null where the window is shorter than the period.")] long? Expected,
    [property: Description("Received slots ÷ expected ones.")] double? Coverage,
    FlagCountsBody Flags,
    [property: Description("The four criteria; null under 15m.")] CriteriaBody? Criteria,
    [property: Description("Of SDMX's CL_OBS_STATUS: A normal; U low reliability (complete under 75 %, or over 20 % of the readings suspect); O missing (complete under 50 %). What is not final is provisional besides.")] string Status,
    [property: Description("Devices that may still deliver late.")] int Outstanding,
    [property: Description("0 until a late change after closing makes it 1, 2, …")] int Revision,
    [property: Description("The window is closed.")] bool Final)
{
    [JsonIgnore]
    internal Statistics Picked { get; init; } = Statistics.All;

    [Description("With 'compare': by its names the points of the windows before; null where there is none."), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, AggregatePointBody?>? Before { get; init; }

    public static IEnumerable<AggregatePointBody> Of(ComparedSeries series, AggregateQuestion question) => series.Points.Select(point => Of(point, question.Picked) with
    {
        Before = question.Compared.Count == 0 ? null : question.Compared.Zip(series.Before(point.Start))
            .ToDictionary(before => before.First.Name(), before => before.Second is { } earlier ? Of(earlier, question.Picked) : null),
    });

    public static AggregatePointBody Of(AggregatePoint point, Statistics picked) => new(
        point.Start, point.Value, point.Count, point.Sum, point.Mean, point.Min, point.Max, point.StdDev,
        point.P50, point.P95, point.P99, point.Devices, point.Expected, point.Coverage,
        FlagCountsBody.Of(point.Flags), point.Criteria is { } criteria ? CriteriaBody.Of(criteria) : null, point.Status.Name(), point.Outstanding, point.Revision, point.Final)
    {
        Picked = picked,
    };
}

/// <summary>Readings by quality flag; those that failed entered no statistic.</summary>
internal sealed record FlagCountsBody(long Pass, long Unevaluated, long Suspect, long Fail)
{
    public static FlagCountsBody Of(FlagCounts flags) => new(flags.Pass, flags.Unevaluated, flags.Suspect, flags.Fail);
}
