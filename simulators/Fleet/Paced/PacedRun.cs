using SmartSectors.Fleet.Layout;
using SmartSectors.Fleet.Measuring;
using SmartSectors.Fleet.Trouble;

namespace SmartSectors.Fleet.Paced;

/// <summary>The paced mode from the layout to the summary.</summary>
internal sealed class PacedRun
{
    private readonly FleetOptions _options;
    private readonly FleetLayout _layout;
    private readonly ExpectedLedger[] _ledgers;
    private readonly PacedCounts[] _counts;
    private readonly Action<InjectedTrouble>? _record;

    /// <param name="record">Gets what goes wrong on purpose, from several threads; null where nobody asks.</param>
    public PacedRun(FleetOptions options, FleetLayout layout, Action<InjectedTrouble>? record)
    {
        _record = record;
        _options = options;
        _layout = layout;
        _ledgers = NewForEachConnection<ExpectedLedger>();
        _counts = NewForEachConnection<PacedCounts>();
    }

    /// <param name="connect">Makes the n-th connection, from 1.</param>
    public async Task<FleetSummary> RunAsync(
        Func<int, Task<IMessagePublisher>> connect, IProgress<FleetProgress>? progress, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var publishers = new List<IMessagePublisher>();
        var connections = new List<PacedConnection>();
        try
        {
            for (var i = 1; i <= _options.ConnectionCount; i++) publishers.Add(await connect(i));
            connections.AddRange(Connections(publishers));

            var cpu = CpuMeter.Start();
            var startedAt = _options.Time.GetTimestamp();
            using var timeIsUp = new CancellationTokenSource(_options.Duration ?? Timeout.InfiniteTimeSpan, _options.Time);
            using var ended = timeIsUp.Token.Register(stop.Cancel);
            var reports = new ProgressReports(progress, _options.Time, () => Snapshot(startedAt));
            await reports.DuringAsync(Task.WhenAll(connections.Select(connection => connection.RunAsync(stop.Token))));
            return Summary(_options.Time.GetElapsedTime(startedAt).TotalSeconds, cpu.Seconds);
        }
        finally
        {
            foreach (var publisher in publishers) await publisher.DisposeAsync();
            foreach (var connection in connections) connection.Dispose();
        }
    }

    private IEnumerable<PacedConnection> Connections(List<IMessagePublisher> publishers)
    {
        var periods = _layout.Devices.Select(device => device.Profile.Period).ToList();
        var intervals = _options.Speedup is { } speedup
            ? Pace.ForSpeedup(periods, speedup)
            : Pace.ForRate(periods, _options.PacedRate);
        var budget = new MessageBudget(_options.Messages);
        for (var i = 0; i < publishers.Count; i++)
        {
            var schedule = new List<(DeviceFeed, TimeSpan)>();
            for (var n = i; n < _layout.Devices.Count; n += publishers.Count)
            {
                var feed = new DeviceFeed(_layout.Devices[n], _options.Trouble, _ledgers[i], _record);
                schedule.Add((feed, TimeSpan.FromSeconds(intervals[n])));
            }
            yield return new PacedConnection(
                publishers[i], schedule, budget, _counts[i], _options.Window, _options.DrainTimeout, _options.Time);
        }
    }

    private FleetProgress Snapshot(long startedAt) => new(
        FleetPhase.Sending, _options.Time.GetElapsedTime(startedAt), _layout.Sites.Count, _layout.Devices.Count,
        _counts.Sum(counts => counts.Sent), _counts.Sum(counts => counts.Acknowledged),
        _counts.Sum(counts => counts.Refused), _counts.Sum(counts => counts.Waiting), 0);

    private FleetSummary Summary(double seconds, double cpuSeconds)
    {
        var expected = new ExpectedLedger();
        foreach (var ledger in _ledgers) expected.Add(ledger);
        var (latency, refused) = PacedCounts.Merge(_counts);
        var acknowledged = _counts.Sum(counts => counts.Acknowledged);
        var isAcknowledged = _options.Qos > 0;
        return new FleetSummary(
            "paced", _layout.Sites.Count, _layout.Devices.Count, _options.ConnectionCount, seconds,
            _counts.Sum(counts => counts.Sent), isAcknowledged ? acknowledged : 0, acknowledged / seconds, Readings: null,
            isAcknowledged ? SummaryParts.Latency(latency) : new PubackLatency(null, null, null, null),
            SummaryParts.Refused(refused),
            isAcknowledged ? _counts.Sum(counts => counts.Waiting) : 0, UnexpectedAcks: 0,
            _counts.Count(counts => counts.Lost > 0), Reconnects: 0, Resent: 0,
            _counts.Select(counts => counts.LastLoss).FirstOrDefault(loss => loss is not null),
            cpuSeconds, acknowledged == 0 ? null : cpuSeconds / acknowledged * 1e6, ExpectedSummary.From(expected));
    }

    private T[] NewForEachConnection<T>() where T : new() =>
        [.. Enumerable.Range(0, _options.ConnectionCount).Select(_ => new T())];
}
