using System.Net;
using SmartSectors.Fleet.Measuring;

namespace SmartSectors.Fleet.FlatOut;

/// <summary>The flat-out mode from the layout to the summary.</summary>
internal sealed class FlatOutRun(FleetOptions options, FlatOutLayout layout)
{
    private readonly FlatOutCounts _counts = new();
    private readonly ClientIds _clientIds = new();
    private readonly IReadOnlyList<FlatOutIndicator> _indicators = [.. FlatOutIndicator.All.Take(options.Indicators)];

    public async Task<FleetSummary> RunAsync(
        IPEndPoint broker, IProgress<FleetProgress>? progress, CancellationToken cancellationToken)
    {
        using var log = options.RecordPath is { } path ? new AcknowledgedLog(path, _indicators) : null;
        var connections = Connections(broker, log);
        try
        {
            foreach (var connection in connections) connection.Open();
            foreach (var connection in connections) await connection.FinishOpeningAsync();

            var cpu = CpuMeter.Start();
            var startedAt = options.Time.GetTimestamp();
            var reports = new ProgressReports(progress, options.Time, () => Snapshot(startedAt));
            var budget = new SendBudget(options.Rate, options.FlatOutMessages, options.Duration, options.Time);
            var loop = new FlatOutLoop(connections, _counts, budget, options.DrainTimeout, options.Time);
            await reports.DuringAsync(Task.Factory.StartNew(
                () => loop.Run(cancellationToken),
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
            return Summary(connections, options.Time.GetElapsedTime(startedAt).TotalSeconds, cpu.Seconds);
        }
        finally
        {
            foreach (var connection in connections) connection.Dispose();
        }
    }

    private FlatOutConnection[] Connections(IPEndPoint broker, AcknowledgedLog? log)
    {
        var count = options.ConnectionCount;
        var connections = new FlatOutConnection[count];
        for (var i = 0; i < count; i++)
        {
            // Every count-th device, so that each connection carries devices of all sites, as a national broker's do.
            var first = i;
            var devices = Enumerable.Range(0, (layout.DeviceCount - first + count - 1) / count)
                .Select(n => first + n * count).ToList();
            var block = new PacketBlock(
                layout, devices, _indicators, options.Version, options.QualityOfService, options.Seed, options.Backfill);
            var window = new InFlightWindow(
                options.Window, block.PacketLength, keepCopies: options.Reconnect || log is not null);
            var connect = ConnectPacket.Write(
                options.Version, _clientIds.Of(i + 1), keepSession: options.Reconnect);
            connections[i] = new FlatOutConnection(
                block, window, _counts, options.Time, broker, connect, options.QualityOfService, options.Reconnect, log);
        }
        return connections;
    }

    private FleetProgress Snapshot(long startedAt)
    {
        var (sent, acknowledged, refused) = (_counts.Sent, _counts.Acknowledged, _counts.Refused);
        return new FleetProgress(
            FleetPhase.Sending, options.Time.GetElapsedTime(startedAt), options.SiteCount, layout.DeviceCount, sent,
            acknowledged, refused, options.Qos == 0 ? 0 : sent - acknowledged - refused, 0);
    }

    private FleetSummary Summary(FlatOutConnection[] connections, double seconds, double cpuSeconds)
    {
        var done = options.Qos == 0 ? _counts.Sent : _counts.Acknowledged;
        return new FleetSummary(
            "flat-out", options.SiteCount, layout.DeviceCount, connections.Length, seconds,
            _counts.Sent, _counts.Acknowledged, done / seconds, done * _indicators.Count,
            SummaryParts.Latency(_counts.Latency), SummaryParts.Refused(_counts.RefusedByReason),
            connections.Sum(connection => (long)connection.Waiting), _counts.UnexpectedAcks,
            _counts.ConnectionsLost, _counts.Reconnects, _counts.Resent, _counts.LastLoss,
            cpuSeconds, done == 0 ? null : cpuSeconds / done * 1e6, Expected: null);
    }
}
