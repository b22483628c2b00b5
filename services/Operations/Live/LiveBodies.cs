using System.ComponentModel;
using System.Text.Json.Serialization;
using SmartSectors.Operations.Aggregates;
using SmartSectors.Operations.Devices;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Live;

/// <summary>The event <c>cell</c>: a cell that is new or was revised, as it is now.</summary>
internal sealed record CellEventBody(
    [property: Description("VN, a province code, a commune code or a site id.")] string Area,
    AggregatePointBody Point);

/// <summary>The event <c>closed</c>: every cell of the window's length that begins before is final.</summary>
internal sealed record ClosedEventBody(DateTimeOffset Before);

/// <summary>The event <c>reading</c>: a reading that was stored, or whose flag is another now.</summary>
internal sealed record ReadingEventBody(
    string Device,
    string Indicator,
    [property: Description("UCUM.")] string Unit,
    DateTimeOffset Time,
    double Value,
    [property: Description("pass, unevaluated, suspect or fail.")] string Flag,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<TestBody>? Tests)
{
    public static ReadingEventBody Of(ReadingEvent told)
    {
        var reading = ReadingBody.Of(told.Point);
        return new(told.Of.DeviceId, told.Of.Indicator.Code, told.Of.Indicator.UnitUcum, reading.Time, reading.Value, reading.Flag, reading.Tests);
    }
}

/// <summary>The event <c>reset</c>: something cannot be told any more. Ask anew; what happens after this event is told again.</summary>
internal sealed record ResetBody(
    [property: Description("unknown, lagging or changed.")] string Reason,
    string Detail)
{
    public static ResetBody Of(LiveGap gap) => gap switch
    {
        LiveGap.Unknown => new("unknown", "What happened since that id is not kept any more, or was in another run of the platform."),
        LiveGap.Lagging => new("lagging", "The client took events more slowly than they came, and some are not kept any more."),
        LiveGap.Changed => new("changed", "The devices of the question are others now."),
        _ => throw new ArgumentOutOfRangeException(nameof(gap), gap, "BUG: a gap without a public name"),
    };
}
