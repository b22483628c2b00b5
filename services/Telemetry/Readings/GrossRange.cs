using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Readings;

/// <summary>QARTOD 2020, test 4 "gross range": outside the sensor's span fails, outside the operator's span is suspect.</summary>
public static class GrossRange
{
    /// <summary>The flag of a finite value; the ends of both spans pass.</summary>
    public static ReadingFlag Flag(Indicator indicator, double value) =>
        !indicator.FailSpan.Contains(value) ? ReadingFlag.Fail
        : !indicator.SuspectSpan.Contains(value) ? ReadingFlag.Suspect
        : ReadingFlag.Pass;
}
