using SmartSectors.Storage.Influx;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Export;

/// <summary>
/// Readings as InfluxDB's line protocol: the points that its sink writes (docs/influxdb.md), with the site as a field
/// beside the others and times in nanoseconds, as every reader of such files takes them.
/// </summary>
public static class ReadingLines
{
    /// <summary>The measurement.</summary>
    public const string Measurement = InfluxLayout.Readings;

    private const int LinesAtOnce = 5_000;
    private const long NanosecondsPerMs = 1_000_000;

    /// <summary>Writes a line a reading. The number of readings.</summary>
    public static long Write(Stream to, IEnumerable<ExportedReading> readings)
    {
        var batch = new LineBatch();
        var count = 0L;
        (string Device, Indicator Indicator, byte[] Text) series = ("", null!, []);
        foreach (var reading in readings)
        {
            if (series.Device != reading.Device || series.Indicator != reading.Indicator)
                series = (reading.Device, reading.Indicator, InfluxLayout.SeriesOf(reading.Device, reading.Indicator));
            batch.Begin(series.Text)
                .Float("value"u8, reading.Value).Integer("flag"u8, (int)reading.Flag).Integer("findings"u8, reading.Findings.Bits).Id("site"u8, reading.Site)
                .End(reading.TimeMs * NanosecondsPerMs);
            count++;
            if (batch.Lines == LinesAtOnce) Flush();
        }

        if (batch.Lines > 0) Flush();
        return count;

        void Flush()
        {
            to.Write(batch.Text(0, batch.Lines).Span);
            batch.Clear();
        }
    }
}
