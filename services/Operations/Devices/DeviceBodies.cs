using System.ComponentModel;
using System.Text.Json.Serialization;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Sampling;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Devices;

/// <summary>What is known of one device now.</summary>
internal sealed record DeviceTwinBody(
    string Id,
    string Site,
    string Sector,
    [property: Description("never_heard, live or silent.")] string Link,
    DateTimeOffset? LastSeen,
    [property: Description("The province where its readings count now: of its last position, if that is what its profile goes by, else of its site's commune; null while neither is known.")]
    string? Province,
    [property: Description("When it last told its position; null if it never did. Where it was is not told.")] DateTimeOffset? PositionTime,
    ConditionBody Condition,
    [property: Description("What its messages tell of its clock, of the last two quarter-hours in which it sent; null where it never told a time.")] ClockBody? Clock,
    IReadOnlyList<LastReadingBody> Last)
{
    public static DeviceTwinBody Of(DeviceTwin twin, AreaCatalog areas) => new(
        twin.DeviceId, twin.SiteId, twin.Sector.Name(), twin.Link.Name(), twin.LastSeen,
        twin.Area is { } area && areas.TryGetCommune(area, out var commune) ? commune.Parent : twin.Area, twin.PositionTime,
        ConditionBody.Of(twin.Condition), ClockBody.Of(twin.LeastDelay), [.. twin.Last.Select(LastReadingBody.Of)]);
}

/// <summary>How far a device's clock is off. One of both is null.</summary>
internal sealed record ClockBody(
    [property: Description("It is ahead by so many seconds at least: something came before it was measured. Over 300 its readings are refused as 'future'.")] double? AheadAtLeastS,
    [property: Description("It is behind by so many seconds at most; the rest is what the device or the network held back.")] double? BehindAtMostS)
{
    public static ClockBody? Of(TimeSpan? leastDelay) => leastDelay is not { } delay ? null
        : delay < TimeSpan.Zero ? new ClockBody(-delay.TotalSeconds, null)
        : new ClockBody(null, delay.TotalSeconds);
}

/// <summary>The last reading of one indicator.</summary>
internal sealed record LastReadingBody(string Indicator, string Unit, DateTimeOffset Time, double Value, string Flag)
{
    public static LastReadingBody Of(LastReading reading) => new(
        reading.Indicator.Code, reading.Indicator.UnitUcum, reading.Time, reading.Value, reading.Flag.Name());
}

/// <summary>A page of one device's readings of one indicator, in time order.</summary>
internal sealed record ReadingsBody(
    string Device,
    string Indicator,
    [property: Description("UCUM.")] string Unit,
    IReadOnlyList<ReadingBody> Points,
    [property: Description("The cursor of the next page; null at the end.")] string? Next,
    [property: Description("How the range was brought down to the points; left out where they are all."),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DownsamplingBody? Downsampling,
    [property: Description("With 'points': where no reading is for longer than a value holds (three periods), up to 'to'."),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<GapBody>? Gaps,
    [property: Description("Only what is from here on is still kept; there where the range begins before it."),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? KeptFrom)
{
    public static ReadingsBody Of(string device, Indicator indicator, Downsampling method, SampledReadings sampled, DateTimeOffset from, DateTimeOffset? keptFrom) => new(
        device, indicator.Code, indicator.UnitUcum, [.. sampled.Points.Select(ReadingBody.Of)], null,
        DownsamplingBody.Of(method, sampled), GapBody.Of(sampled, from, keptFrom), keptFrom);
}

/// <summary>How a range was brought down to a few readings.</summary>
internal sealed record DownsamplingBody(
    [property: Description("minmax or lttb.")] string Method,
    [property: Description("Readings in the range.")] long Readings,
    [property: Description("Those of them with flag fail, which are never among the points.")] long Failed)
{
    public static DownsamplingBody Of(Downsampling method, SampledReadings sampled) => new(SampleQuestion.NameOf(method), sampled.Readings, sampled.Failed);
}

/// <summary>A time without readings: from the last one before it, or the range's beginning, to the first one after it, or the range's end.</summary>
internal sealed record GapBody(
    DateTimeOffset From,
    DateTimeOffset To,
    [property: Description("no_reading: nothing was stored; not_kept: what was is past its retention.")] string Reason)
{
    private const string NoReading = "no_reading", NotKept = "not_kept";

    /// <param name="keptFrom">What is before was dropped; null where nothing of the range was.</param>
    public static IReadOnlyList<GapBody> Of(SampledReadings sampled, DateTimeOffset from, DateTimeOffset? keptFrom)
    {
        var gaps = new List<GapBody>();
        if (keptFrom is { } kept) gaps.Add(new GapBody(from, kept, NotKept));
        foreach (var (begin, end) in sampled.Gaps)
        {
            if (!(end <= keptFrom)) gaps.Add(new GapBody(begin < keptFrom ? keptFrom.Value : begin, end, NoReading));
        }

        return gaps;
    }
}

/// <summary>One stored reading.</summary>
internal sealed record ReadingBody(
    DateTimeOffset Time,
    double Value,
    [property: Description("pass, unevaluated, suspect or fail: the highest of its tests.")] string Flag,
    [property: Description("The tests that found something; left out when none did."),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<TestBody>? Tests)
{
    public static ReadingBody Of(ReadingPoint point) => new(
        point.Time, point.Value, point.Flag.Name(),
        point.Findings == default ? null :
        [
            .. QualityTestNames.All.Where(test => point.Findings[test] != ReadingFlag.Unevaluated)
                .Select(test => new TestBody(test.Name(), point.Findings[test].Name())),
        ]);
}

/// <summary>What one test found.</summary>
internal sealed record TestBody(
    [property: Description("QARTOD's name, such as spike or flat_line.")] string Test,
    [property: Description("suspect or fail.")] string Flag);

internal static class DeviceNames
{
    public static string Name(this LinkPhase phase) => phase switch
    {
        LinkPhase.NeverHeard => "never_heard",
        LinkPhase.Live => "live",
        LinkPhase.Silent => "silent",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "BUG: a link phase without a public name"),
    };
}
