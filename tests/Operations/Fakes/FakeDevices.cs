using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Devices and their readings in memory.</summary>
internal sealed class FakeDevices : IDeviceTwinQuery, IReadingQuery
{
    public Dictionary<string, DeviceTwin> Twins { get; } = [];

    public Dictionary<(string Device, string Indicator), List<ReadingPoint>> Readings { get; } = [];

    public ValueTask<DeviceTwin?> FindAsync(string deviceId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Twins.GetValueOrDefault(deviceId));

    public ValueTask<ReadingPage?> FindPageAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, int limit, string? cursor,
        CancellationToken cancellationToken)
    {
        if (!Twins.ContainsKey(deviceId)) return ValueTask.FromResult<ReadingPage?>(null);

        var found = Readings.GetValueOrDefault((deviceId, indicator.Code), [])
            .Where(point => point.Time >= from && point.Time < to)
            .ToList();
        var start = Cursors.Start(cursor);
        var page = found.Skip(start).Take(limit).ToList();
        return ValueTask.FromResult<ReadingPage?>(new(page, Cursors.Next(start + page.Count, found.Count)));
    }

    public void Add(string device, string site, Indicator indicator, params (DateTimeOffset Time, double Value)[] readings)
    {
        var points = readings.Select(reading => new ReadingPoint(reading.Time, reading.Value, ReadingFlag.Pass)).ToList();
        if (points.Count > 1) points[0] = points[0] with { Flag = ReadingFlag.Suspect, Findings = QualityFlags.Of(QualityTest.Spike, ReadingFlag.Suspect) };
        Readings[(device, indicator.Code)] = points;
        var last = points[^1];
        Twins[device] = new(device, site, indicator.Sector, LinkPhase.Live, last.Time, [new(indicator, last.Time, last.Value, last.Flag) { ExpectedFrom = last.Time.AddMinutes(-89) }]);
    }
}
