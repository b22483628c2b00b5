using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Sampling;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Devices and their readings in memory.</summary>
internal sealed class FakeDevices : IDeviceTwinQuery, IReadingQuery, IReadingCosts, ISiteDevices
{
    public Dictionary<string, DeviceTwin> Twins { get; } = [];

    public Dictionary<(string Device, string Indicator), List<ReadingPoint>> Readings { get; } = [];

    public ValueTask<DeviceTwin?> FindAsync(string deviceId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Twins.GetValueOrDefault(deviceId));

    public ValueTask<ReadingPage?> FindPageAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, int limit, string? cursor,
        CancellationToken cancellationToken)
    {
        if (IsAway) throw new AnswerUnavailableException("nobody there");
        if (!Twins.ContainsKey(deviceId)) return ValueTask.FromResult<ReadingPage?>(null);

        var found = Readings.GetValueOrDefault((deviceId, indicator.Code), [])
            .Where(point => point.Time >= from && point.Time < to)
            .ToList();
        var start = Cursors.Start(cursor);
        var page = found.Skip(start).Take(limit).ToList();
        return ValueTask.FromResult<ReadingPage?>(new(page, Cursors.Next(start + page.Count, found.Count)));
    }

    public ValueTask<long> CountAboutAsync(
        IReadOnlyList<DeviceSeries> series, DateTimeOffset from, DateTimeOffset to, long enough, CancellationToken cancellationToken) =>
        ValueTask.FromResult(series.Sum(one => Readings.GetValueOrDefault((one.DeviceId, one.Indicator.Code), []).LongCount(point => point.Time >= from && point.Time < to)));

    ValueTask<IReadOnlyList<string>> ISiteDevices.FindAsync(string siteId, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>([.. Twins.Values.Where(twin => twin.SiteId == siteId).Select(twin => twin.DeviceId).Order(StringComparer.Ordinal).Take(limit + 1)]);

    /// <summary>A store that holds part of the answers does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>One question may read so many.</summary>
    public long MaxReadings { get; set; } = long.MaxValue;

    public async ValueTask<SampledReadings?> SampleAsync(
        string deviceId, Indicator indicator, DateTimeOffset from, DateTimeOffset to, Downsampling method, int points, CancellationToken cancellationToken)
    {
        if (await FindPageAsync(deviceId, indicator, from, to, int.MaxValue, null, cancellationToken) is not { } all) return null;
        if (all.Points.Count > MaxReadings) throw new QuestionTooLargeException(all.Points.Count, MaxReadings);
        var sampler = ReadingSampler.Of(method, from, to, points);
        foreach (var point in all.Points) sampler.Add(point);
        return new SampledReadings(sampler.Finish(), all.Points.Count, 0, [new ReadingGap(from, all.Points.Count > 0 ? all.Points[0].Time : to)]);
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
