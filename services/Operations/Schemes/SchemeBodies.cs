using System.ComponentModel;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Schemes;

/// <summary>What the sectors measure.</summary>
internal sealed record SchemesBody(IReadOnlyList<SchemeBody> Schemes);

/// <summary>What one sector measures.</summary>
internal sealed record SchemeBody(string Sector, int Version, IReadOnlyList<IndicatorBody> Indicators)
{
    public static SchemeBody Of(Scheme scheme) =>
        new(scheme.Sector.Name(), scheme.Version, [.. scheme.Indicators.Select(indicator => IndicatorBody.Of(indicator, scheme))]);
}

/// <summary>One measured quantity.</summary>
internal sealed record IndicatorBody(
    string Code,
    string NameVi,
    string NameEn,
    [property: Description("UCUM.")] string Unit,
    [property: Description("The same unit as an SDMX id.")] string UnitSdmx,
    [property: Description("Outside it a reading is flagged fail and enters no aggregate.")] SpanBody FailSpan,
    [property: Description("Outside it a reading is flagged suspect.")] SpanBody SuspectSpan,
    [property: Description("The nominal sampling period in seconds; 0 for an event-driven indicator.")] double PeriodSeconds,
    ThresholdBody? Warn,
    ThresholdBody? Crit,
    [property: Description("How one device's readings become its value.")] string DeviceMethod,
    [property: Description("How devices become an area's value.")] string AreaMethod,
    [property: Description("The indicator from whose readings the platform derives it, in aggregates of 15 minutes and longer; null where devices publish it.")]
    string? DerivedFrom)
{
    public static IndicatorBody Of(Indicator indicator, Scheme scheme) => new(
        indicator.Code, indicator.NameVi, indicator.NameEn, indicator.UnitUcum, indicator.UnitSdmx,
        SpanBody.Of(indicator.FailSpan), SpanBody.Of(indicator.SuspectSpan), indicator.Period.TotalSeconds,
        ThresholdBody.Of(indicator.Warn), ThresholdBody.Of(indicator.Crit),
        indicator.DeviceMethod.Name(), indicator.AreaMethod.Name(),
        scheme.Indicators.FirstOrDefault(source => source.Number == indicator.DerivedFrom)?.Code);
}

/// <summary>A closed range in the indicator's unit.</summary>
internal sealed record SpanBody(double Min, double Max)
{
    public static SpanBody Of(ValueSpan span) => new(span.Min, span.Max);
}

/// <summary>A limit: a value beyond either side is in breach.</summary>
internal sealed record ThresholdBody(double? Below, double? AtOrBelow, double? Above, double? AtOrAbove)
{
    public static ThresholdBody? Of(Threshold? limit) => limit is null ? null : new(
        limit.LowInclusive ? null : limit.Low, limit.LowInclusive ? limit.Low : null,
        limit.HighInclusive ? null : limit.High, limit.HighInclusive ? limit.High : null);
}
