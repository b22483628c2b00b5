using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Readings;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Influx;

/// <summary>
/// Keeps an InfluxDB in step with the stores. Whatever it does or does not answer, readings are acknowledged, applied and
/// committed as without it; what it lacks is sent when it is back.
/// </summary>
public sealed partial class InfluxSink(
    InfluxOptions options, StorageOptions storage, SinkHolds holds, Func<SchemeCatalog> schemes, AreaCatalog areas, TimeProvider time, ILogger<InfluxSink> logger)
    : BackgroundService, ISinkStatusQuery, IReadingBorder
{
    private readonly Backoff _backoff = new(options.FirstRetry, options.LongestRetry, Random.Shared);
    private volatile SinkStatus _status = SinkStatus.Starting(TargetOf(options));

    private readonly long[] _completeBeforeMs = new long[Numbers.PartitionCount];
    private readonly TaskCompletionSource _hasLooked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SinkStatus Current() => _status;

    // What is committed after a look is younger than the acceptance horizon, and so than the border.
    async ValueTask<long> IReadingBorder.FindAsync(int partition, CancellationToken cancellationToken)
    {
        await _hasLooked.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        var oldMs = WindowCalendar.LocalMidnight((time.GetUtcNow() - options.AnswersAfter).ToUnixTimeMilliseconds());
        return Math.Min(oldMs, Volatile.Read(ref _completeBeforeMs[partition]));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => RunAsync(stoppingToken), stoppingToken);

    // Whatever goes wrong here is told, and ends nothing but the sink.
    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await KeepInStepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is StoreUnavailableException || (failure is SqliteException sqlite && Database.IsPassing(sqlite)))
            {
                Report(_status with { Problem = $"The stores cannot be read: {failure.Message}" });
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogBroken(logger, failure);
                _status = _status with { Problem = "The sink has stopped by a fault of its own; the log of the process tells which." };
                return;
            }

            await Task.Delay(_backoff.Next(asked: null), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task KeepInStepAsync(CancellationToken stoppingToken)
    {
        using var client = new InfluxClient(options, time);
        using var instruments = new SinkInstruments(Current);
        using var cursors = new SinkCursors(SinkCursors.PathOf(storage), TargetOf(options));
        var delivery = new LineDelivery(client, logger);
        using var readings = new ReadingSink(options, storage, holds, cursors, new SeriesNames(schemes), delivery);
        using var cells = new CellSink(options, storage, holds, cursors, schemes, areas, delivery);
        Look(readings, cells);
        var isPrepared = false;
        while (true)
        {
            var wait = options.Interval;
            string? problem = null;
            try
            {
                if (!isPrepared) await new InfluxDatabases(client, options, logger).PrepareAsync(stoppingToken).ConfigureAwait(false);
                isPrepared = true;
                var isMore = await readings.StepAsync(stoppingToken).ConfigureAwait(false) | await cells.StepAsync(stoppingToken).ConfigureAwait(false);
                if (isMore) wait = TimeSpan.Zero;
                _backoff.Reset();
                problem = readings.ErasureProblem;
            }
            catch (InfluxException failure)
            {
                // A database that was dropped is made again.
                if (failure.Failure == InfluxFailure.NoDatabase) isPrepared = false;
                wait = _backoff.Next(failure.RetryAfter);
                problem = failure.Message;
            }

            Look(readings, cells);
            var backlog = readings.Backlog;
            Report(new SinkStatus(
                _status.Target, problem, delivery.Written, delivery.Refused, delivery.LastRefusal, backlog.Readings, backlog.Bytes,
                backlog.FirstMs is { } first ? DateTimeOffset.FromUnixTimeMilliseconds(first) : null, readings.OwedDays)
            {
                DroppedReadings = holds.UnsunkReadings,
                DroppedHours = holds.UnsunkHours,
            });
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(false);
        }
    }

    private void Look(ReadingSink readings, CellSink cells)
    {
        holds.Areas.MinutesSunkBeforeMs = cells.MinutesBeforeMs;
        for (var i = 0; i < _completeBeforeMs.Length; i++)
        {
            Volatile.Write(ref _completeBeforeMs[i], readings.CompleteBeforeMs(i));
            holds.Of(i).ReadingsSunkBeforeMs = _completeBeforeMs[i];
            holds.Of(i).MinutesSunkBeforeMs = cells.MinutesBeforeMs;
        }

        _hasLooked.TrySetResult();
    }

    private void Report(SinkStatus now)
    {
        var before = _status;
        _status = now;
        if (now.Problem is not null && before.Problem is null) LogFails(logger, now.Target, now.Problem);
        if (now.Problem is null && before.Problem is not null) LogWorks(logger, now.Target);
        if (now.OwedDays > 0 && before.OwedDays == 0) LogOwes(logger, now.Target, now.OwedDays);
        if (now.OwedDays == 0 && before.OwedDays > 0) LogOwesNothing(logger, now.Target);
        if (now.Loss is { } loss && before.Loss is null) LogLoses(logger, now.Target, loss, now.LossVi!);
    }

    private static string TargetOf(InfluxOptions options) => $"{options.Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/')} {options.Database}";

    [LoggerMessage(Level = LogLevel.Error, Message = "InfluxDB {Target} takes nothing now; what it lacks is kept and sent later. {Problem}")]
    private static partial void LogFails(ILogger logger, string target, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "InfluxDB {Target} takes readings")]
    private static partial void LogWorks(ILogger logger, string target);

    [LoggerMessage(Level = LogLevel.Warning, Message = "InfluxDB {Target} lacks more than segments are held for, or is new: {Days} days of partitions are sent to it whole")]
    private static partial void LogOwes(ILogger logger, string target, int days);

    [LoggerMessage(Level = LogLevel.Information, Message = "InfluxDB {Target} has all whole days")]
    private static partial void LogOwesNothing(ILogger logger, string target);

    [LoggerMessage(Level = LogLevel.Warning, Message = "InfluxDB {Target}: {Loss} | {LossVi}")]
    private static partial void LogLoses(ILogger logger, string target, string loss, string lossVi);

    [LoggerMessage(Level = LogLevel.Critical, Message = "BUG: the sink to InfluxDB has stopped")]
    private static partial void LogBroken(ILogger logger, Exception failure);
}
