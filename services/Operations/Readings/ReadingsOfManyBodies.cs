using System.ComponentModel;
using System.Text.Json.Serialization;
using SmartSectors.Operations.Devices;

namespace SmartSectors.Operations.Readings;

/// <summary>A page of several series.</summary>
internal sealed record ReadingsOfManyBody(
    IReadOnlyList<SeriesReadingsBody> Series,
    [property: Description("The cursor of the next page; null at the end.")] string? Next,
    [property: Description("Only what is from here on is still kept; there where the range begins before it."),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? KeptFrom);

/// <summary>One device's readings of one indicator, or the part of them that is in the page.</summary>
internal sealed record SeriesReadingsBody(
    string Device,
    string Indicator,
    [property: Description("UCUM.")] string Unit,
    [property: Description("In time order; none where there are no readings.")] IReadOnlyList<ReadingBody> Points,
    [property: Description("How the range was brought down to the points; left out where they are all."),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DownsamplingBody? Downsampling,
    [property: Description("With 'points': where no reading is for longer than a value holds (three periods), up to 'to'."),
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<GapBody>? Gaps)
{
    public static SeriesReadingsBody Of(SeriesPart part, SampleQuestion? sample, DateTimeOffset from, DateTimeOffset? keptFrom) => new(
        part.Of.DeviceId, part.Of.Indicator.Code, part.Of.Indicator.UnitUcum, [.. part.Points.Select(ReadingBody.Of)],
        part.Sampled is { } sampled ? DownsamplingBody.Of(sample!.Value.Method, sampled) : null, part.Sampled is { } brought ? GapBody.Of(brought, from, keptFrom) : null);
}
