using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Retention;

/// <summary>Keeps the data folder within its budget: looks at it now and then, and moves the horizon that retention drops up to.</summary>
public sealed partial class DiskKeeper : BackgroundService, IDiskStatusQuery
{
    private readonly StorageOptions _options;
    private readonly DiskHorizon _horizon;
    private readonly TimeProvider _time;
    private readonly ILogger<DiskKeeper> _logger;
    private readonly DiskPolicy _policy;
    private readonly Meter _meter = new("SmartSectors.Disk");
    private volatile DiskStatus? _status;

    public DiskKeeper(StorageOptions options, DiskHorizon horizon, TimeProvider time, ILogger<DiskKeeper> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _horizon, _time, _logger) = (options, horizon, time, logger);
        _policy = new DiskPolicy(options.DiskBudgetBytes);
        _meter.CreateObservableGauge("smartsectors.disk.used", () => _status?.UsedBytes ?? 0, "By", "What the data folder takes, without free pages of databases.");
        _meter.CreateObservableGauge("smartsectors.disk.budget", () => options.DiskBudgetBytes, "By", "What the data folder may take; 0 for no budget.");
        _meter.CreateObservableGauge("smartsectors.disk.degraded", () => _status is { Degraded: true } ? 1 : 0, description: "1 while less is kept than retention says because of the disk budget, or the budget does not hold.");
    }

    /// <inheritdoc/>
    public DiskStatus? Current() => _status;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _options.DiskBudgetBytes == 0
        ? Task.CompletedTask
        : Task.Run(() => RunAsync(stoppingToken), stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Look();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or SqliteException)
            {
                // What is damaged or cannot be read is told by others; the budget is kept again when it can be seen.
                LogUnseen(_logger, failure);
            }

            await Task.Delay(_options.DiskLookInterval, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One look, and what follows from it.</summary>
    internal void Look()
    {
        var look = DiskUse.Look(_options);
        _policy.Decide(look, _horizon);
        var before = _status;
        var now = new DiskStatus(
            look.UsedBytes, _options.DiskBudgetBytes, Shortened(_horizon.ReadingsFromMs, look.ClockMs, _options.ReadingsKept),
            Shortened(_horizon.MinutesFromMs, look.ClockMs, _options.SiteMinutesKept), _policy.IsExhausted);
        _status = now;
        if (now.Degraded && (before?.Degraded != true || before.IsExhausted != now.IsExhausted)) LogDegraded(_logger, now.Reason!, now.ReasonVi!);
        if (!now.Degraded && before?.Degraded == true) LogWell(_logger);
    }

    // Null where age alone has gone as far.
    private static DateTimeOffset? Shortened(long fromMs, long clockMs, TimeSpan kept) =>
        fromMs > WindowCalendar.LocalMidnight(clockMs - (long)kept.TotalMilliseconds) ? DateTimeOffset.FromUnixTimeMilliseconds(fromMs) : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason} | {ReasonVi}")]
    private static partial void LogDegraded(ILogger logger, string reason, string reasonVi);

    [LoggerMessage(Level = LogLevel.Information, Message = "The disk budget holds, and everything is kept as long as its retention says")]
    private static partial void LogWell(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the data folder takes cannot be seen now")]
    private static partial void LogUnseen(ILogger logger, Exception failure);
}
