using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.Support;

/// <summary>Cells and contributions in memory, as a test puts them.</summary>
internal sealed class FakeStores : IAggregateQuery, IContributionQuery, IClosedWindows
{
    private readonly SortedDictionary<(ushort Indicator, Window Window, string Area, DateTimeOffset Start), AggregatePoint> _cells = [];

    public List<SiteContribution> Contributions { get; } = [];

    public DateTimeOffset ClosedBefore { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>Thrown by the next questions; null for none.</summary>
    public Exception? Failure { get; set; }

    /// <summary>An area's cell, in place of the one that was there.</summary>
    public void Put(Indicator indicator, Window window, DateTimeOffset start, string area, double value) => _cells[(indicator.Number, window, area, start)] = new AggregatePoint(
        start, value, 10, (decimal)value * 10, value, value, value, 0, value, value, value, 6, 10, 1, new FlagCounts(10, 0, 0, 0), 0, 0, Final: false);

    public ValueTask<AggregatePage> FindPageAsync(AggregateRequest request, CancellationToken cancellationToken)
    {
        if (Failure is not null) throw Failure;
        var found = _cells.Where(cell => cell.Key.Indicator == request.Indicator.Number && cell.Key.Window == request.Window && LevelOf(cell.Key.Area) == request.Level
                && cell.Key.Start >= request.From && cell.Key.Start < request.To)
            .GroupBy(cell => cell.Key.Area, cell => cell.Value with { Final = cell.Key.Start < ClosedBefore });
        return new(new AggregatePage([.. found.Select(area => new AggregateSeries(area.Key, [.. area]))], null));
    }

    public ValueTask<IReadOnlyList<SiteContribution>> FindAsync(Indicator indicator, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        new(_cells.Keys.Any(cell => cell.Indicator == indicator.Number) ? Contributions : []);

    public ValueTask<DateTimeOffset> ClosedBeforeAsync(Window window, CancellationToken cancellationToken) => new(ClosedBefore);

    private static AreaLevel LevelOf(string area) =>
        area == AreaCatalog.NationCode ? AreaLevel.Nation : area is { Length: 2 } or AreaCatalog.UnassignedCode ? AreaLevel.Province : AreaLevel.Commune;
}
