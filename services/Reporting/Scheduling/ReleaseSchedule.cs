using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartSectors.Reporting.Building;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Scheduling;

/// <summary>
/// Makes releases by itself: of each sector and window when a period is closed in the whole nation. What is due is found
/// from what was released, so nothing is forgotten over a restart or an outage, and nothing is made twice. A failure is told
/// and tried again, after ever longer pauses.
/// </summary>
public sealed partial class ReleaseSchedule(
    ReleaseBuilder builder, ReleaseStore store, IClosedWindows closed, IAggregateQuery cells, CurrentRulebook rules, ReportingOptions options, TimeProvider time,
    ILogger<ReleaseSchedule> logger) : BackgroundService
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromHours(1);

    // Of which nothing could be released, up to the newest period that was tried: looked at again when another one is due.
    private readonly Dictionary<(Sector Sector, Window Window), long> _nothing = [];

    /// <summary>Why a release that is due is not made; null where nothing hinders.</summary>
    public string? Problem { get; private set; }

    /// <summary>Makes what is due; false when something of it failed.</summary>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        foreach (var window in options.Schedule.Windows)
        {
            foreach (var scheme in rules.Schemes.Schemes)
            {
                try
                {
                    await MakeDueAsync(scheme, window, cancellationToken);
                }
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
                {
                    // Whatever it is: the other sectors get theirs, and this one is tried again.
                    ReleaseInstruments.Failures.Add(1);
                    LogFailed(logger, scheme.Sector, window, failure);
                    failures.Add($"The releases {Frequency.Code(window)} of {scheme.Sector.Name()} cannot be made: {failure.Message}");
                }
            }
        }

        Problem = failures.FirstOrDefault();
        return failures.Count == 0;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // the start of the others does not wait for the first look
        var pause = options.Schedule.LookInterval;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, time, stoppingToken);
                var isWell = await LookAsync(stoppingToken);
                pause = isWell ? options.Schedule.LookInterval : Longer(pause);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < s_longestPause ? pause * 2 : pause > s_longestPause ? pause : s_longestPause;

    private async Task MakeDueAsync(Scheme scheme, Window window, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var closedBefore = await closed.ClosedBeforeAsync(window, cancellationToken);
        var published = store.FinalSpans(scheme.Sector, window, now - options.Schedule.MakesUpFor - options.Schedule.RevisionsFor);
        var due = DuePeriods.Of(window, now, closedBefore, options.Schedule, published).ToList();
        if (due.Count == 0 || (_nothing.TryGetValue((scheme.Sector, window), out var tried) && tried >= due[^1])) return;

        var newest = due[^1];
        // What was before the sector's first release, or before its first figures, is no gap.
        var firstMs = store.FirstFinal(scheme.Sector, window) ?? await FirstMeasuredAsync(scheme, window, due, cancellationToken);
        due.RemoveAll(startMs => startMs < firstMs);
        var made = 0;
        foreach (var (fromMs, toMs) in DuePeriods.Spans(window, due, options.MostPeriods))
        {
            if (await MakeAsync(new ReleaseOrder(scheme.Sector, window, TimeOf(fromMs), TimeOf(toMs)), cancellationToken) is not null) made++;
        }

        if (made == 0) _nothing[(scheme.Sector, window)] = newest;
        else if (window == Window.Day) await ReviseAsync(scheme.Sector, published, due[0], cancellationToken);
    }

    // The days before those that were just made, as far as they had been published as final; also when nothing is new: a
    // revision that is there only for news would tell, by revising no published figure, that a hidden one has changed.
    private async Task ReviseAsync(Sector sector, IReadOnlyList<(long FromMs, long ToMs)> published, long madeFromMs, CancellationToken cancellationToken)
    {
        var oldestMs = WindowCalendar.Start(Window.Day, madeFromMs - (long)options.Schedule.RevisionsFor.TotalMilliseconds);
        var days = new List<long>();
        for (var startMs = oldestMs; startMs < madeFromMs; startMs = WindowCalendar.End(Window.Day, startMs))
        {
            if (published.Any(span => span.FromMs <= startMs && startMs < span.ToMs)) days.Add(startMs);
        }

        foreach (var (fromMs, toMs) in DuePeriods.Spans(Window.Day, days, options.MostPeriods))
            await MakeAsync(new ReleaseOrder(sector, Window.Day, TimeOf(fromMs), TimeOf(toMs)), cancellationToken);
    }

    private async Task<Release?> MakeAsync(ReleaseOrder order, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        if (await builder.BuildAsync(order, cancellationToken) is not { } release) return null;

        ReleaseInstruments.Seconds.Record(time.GetElapsedTime(begun).TotalSeconds);
        ReleaseInstruments.Observations.Add(release.Observations);
        LogMade(logger, release.Number, order.Sector, order.Window, order.From, order.To, release.Observations, release.Revised);
        return release;
    }

    // The start of the first period in which the nation has a cell; after all of them where it has none.
    private async Task<long> FirstMeasuredAsync(Scheme scheme, Window window, List<long> due, CancellationToken cancellationToken)
    {
        var firstMs = long.MaxValue;
        foreach (var indicator in scheme.Indicators)
        {
            var request = new AggregateRequest(
                indicator, AreaLevel.Nation, null, window, TimeOf(due[0]), TimeOf(WindowCalendar.End(window, due[^1])), 1, null)
            { Statistics = Statistics.Count };
            var page = await cells.FindPageAsync(request, cancellationToken);
            foreach (var series in page.Series) firstMs = Math.Min(firstMs, series.Points[0].Start.ToUnixTimeMilliseconds());
        }

        return firstMs;
    }

    private static DateTimeOffset TimeOf(long timeMs) => DateTimeOffset.FromUnixTimeMilliseconds(timeMs);

    [LoggerMessage(Level = LogLevel.Information, Message = "Release {Number}: {Sector} by {Window} from {From:O} to {To:O}, {Observations} observations, {Revised} revised")]
    private static partial void LogMade(ILogger logger, long number, Sector sector, Window window, DateTimeOffset from, DateTimeOffset to, long observations, long revised);

    [LoggerMessage(Level = LogLevel.Error, Message = "The releases of {Sector} by {Window} cannot be made; they are tried again")]
    private static partial void LogFailed(ILogger logger, Sector sector, Window window, Exception failure);
}
