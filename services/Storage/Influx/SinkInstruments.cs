using System.Diagnostics.Metrics;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Influx;

/// <summary>The sink's counts as metrics, read when somebody collects.</summary>
internal sealed class SinkInstruments : IDisposable
{
    private readonly Meter _meter = new("SmartSectors.Influx");

    public SinkInstruments(Func<SinkStatus> current)
    {
        _meter.CreateObservableCounter("smartsectors.influx.lines.written", () => current().WrittenLines, description: "Lines that InfluxDB has, since start; those sent again count again.");
        _meter.CreateObservableCounter("smartsectors.influx.lines.refused", () => current().RefusedLines, description: "Lines that InfluxDB refused for good, since start.");
        _meter.CreateObservableGauge("smartsectors.influx.backlog.readings", () => current().BacklogReadings, description: "Readings in segments that InfluxDB lacks.");
        _meter.CreateObservableGauge("smartsectors.influx.backlog.size", () => current().BacklogBytes, "By", "Size of the segments that InfluxDB lacks.");
        _meter.CreateObservableGauge("smartsectors.influx.owed.days", () => current().OwedDays, description: "Days of partitions that are sent whole.");
        _meter.CreateObservableCounter("smartsectors.influx.readings.dropped", () => current().DroppedReadings, description: "Readings of days that retention dropped here before InfluxDB had them whole, since start.");
        _meter.CreateObservableCounter("smartsectors.influx.minutes.dropped", () => current().DroppedHours, description: "Hours of cells of a minute, each of an indicator, that retention dropped here before InfluxDB had them, since start.");
        _meter.CreateObservableGauge("smartsectors.influx.degraded", () => current().Degraded ? 1 : 0, description: "1 while InfluxDB takes nothing, or whole days are owed to it.");
    }

    public void Dispose() => _meter.Dispose();
}
