using SmartSectors.Registry;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Releases;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Building;

/// <summary>
/// Makes releases from committed cells, an indicator at a time, so that memory does not grow with the sector. Every area of
/// an indicator that is measured anywhere in the nation has an observation in each period: its cell's figures or none.
/// </summary>
/// <remarks>
/// Late data may arrive meanwhile: each observation is as of one commit, the observations of a level and some thousand
/// cells as of one moment. What was committed after it is for the next release, which says what differs.
/// </remarks>
public sealed class ReleaseBuilder(
    ReleaseStore store, IAggregateQuery cells, IContributionQuery contributions, IClosedWindows closed, ReleaseAreas areas, DeviceRegistry registry, CurrentRulebook rules)
{
    // Observations in memory at a time; each is some 300 bytes.
    private const int AtOnce = 50_000;

    /// <summary>
    /// Makes one; null when nobody measures anything in the sector, and nothing is released then. Throws
    /// <see cref="ReleaseBusyException"/> where another one takes too long.
    /// </summary>
    public async Task<Release?> BuildAsync(ReleaseOrder order, CancellationToken cancellationToken)
    {
        var schemes = rules.Schemes;
        if (!schemes.TryGet(order.Sector, out var scheme)) return null;

        var decisions = new DecisionMaker(areas, contributions, new SiteOwners(registry.Current), schemes);
        using var release = store.Begin(order.Sector, order.Window, order.From, order.To, order.Note, cancellationToken);
        release.ClosedBefore = await closed.ClosedBeforeAsync(order.Window, cancellationToken);
        foreach (var indicator in scheme.Indicators.OrderBy(indicator => indicator.Number))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await AddAsync(release, order, indicator, decisions, cancellationToken);
        }

        return release.Observations > 0 ? release.Commit() : null;
    }

    private async Task AddAsync(ReleaseWriter release, ReleaseOrder order, Indicator indicator, DecisionMaker decisions, CancellationToken cancellationToken)
    {
        if (!await IsMeasuredAsync(indicator, order, cancellationToken)) return;

        var months = new Dictionary<long, Confidentiality[]?>();
        foreach (var startMs in order.Periods.Select(MonthOf).Distinct())
            months.Add(startMs, await decisions.ForAsync(release, indicator, DateTimeOffset.FromUnixTimeMilliseconds(startMs), cancellationToken));

        foreach (var periods in order.Periods.Chunk(Math.Max(1, AtOnce / areas.Count)))
        {
            var (from, to) = (DateTimeOffset.FromUnixTimeMilliseconds(periods[0]), DateTimeOffset.FromUnixTimeMilliseconds(WindowCalendar.End(order.Window, periods[^1])));
            // Before the cells: what is closed by then has all of them.
            var closedBefore = await closed.ClosedBeforeAsync(order.Window, cancellationToken);
            var read = await ReleaseCells.ReadAsync(cells, areas, indicator, order.Window, from, to, cancellationToken);
            foreach (var startMs in periods)
                Add(release, new BlockKey(order.Window, "", indicator.Number, startMs), read, months[MonthOf(startMs)], startMs < closedBefore.ToUnixTimeMilliseconds());
        }
    }

    // In the months of its periods or the one before, by which is decided; or in its periods, which may be ahead of their month.
    private async Task<bool> IsMeasuredAsync(Indicator indicator, ReleaseOrder order, CancellationToken cancellationToken)
    {
        var months = order with
        {
            Window = Window.Month,
            From = DateTimeOffset.FromUnixTimeMilliseconds(EarlierWindow.StartMs(Earlier.Month, MonthOf(order.From.ToUnixTimeMilliseconds()))),
        };
        return await ReleaseCells.AnyAsync(cells, indicator, months, cancellationToken) || await ReleaseCells.AnyAsync(cells, indicator, order, cancellationToken);
    }

    private void Add(ReleaseWriter release, in BlockKey period, ReleaseCells read, Confidentiality[]? statuses, bool isFinal)
    {
        foreach (var part in areas.Parts)
        {
            var observations = new List<Observation>(part.Areas.Count);
            foreach (var area in part.Areas) observations.Add(read.Observe(area, period.StartMs, isFinal, statuses?[area] ?? Confidentiality.SmallCount));
            release.Add(period with { Part = part.Code }, observations);
        }
    }

    private static long MonthOf(long startMs) => WindowCalendar.Start(Window.Month, startMs);
}
