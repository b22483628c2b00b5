using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Cells in memory; <see cref="Asked"/> keeps what the API made of the request.</summary>
internal sealed class FakeAggregates : IAggregateQuery
{
    public List<(string Indicator, AreaLevel Level, string Area, Window Window, AggregatePoint Point)> Cells { get; } = [];

    public List<AggregateRequest> Asked { get; } = [];

    public Exception? Failure { get; set; }

    /// <summary>A page has so many points at most.</summary>
    public int MaxPage { get; set; } = int.MaxValue;

    /// <summary>So many pages are answered.</summary>
    public int FailsAfter { get; set; } = int.MaxValue;

    public ValueTask<AggregatePage> FindPageAsync(AggregateRequest request, CancellationToken cancellationToken)
    {
        Asked.Add(request);
        if (Failure is not null) throw Failure;
        if (Asked.Count > FailsAfter) throw new IOException("the disk is gone");

        var found = Cells
            .Where(cell => cell.Indicator == request.Indicator.Code && cell.Level == request.Level && cell.Window == request.Window)
            .Where(cell => request.Area is null || cell.Area == request.Area)
            .Where(cell => cell.Point.Start >= request.From && cell.Point.Start < request.To)
            .OrderBy(cell => cell.Area, StringComparer.Ordinal).ThenBy(cell => cell.Point.Start)
            .ToList();
        var start = Cursors.Start(request.Cursor);
        var page = found.Skip(start).Take(Math.Min(request.Limit, MaxPage)).ToList();
        var series = page.GroupBy(cell => cell.Area).Select(group => new AggregateSeries(group.Key, [.. group.Select(cell => cell.Point)]));
        return ValueTask.FromResult(new AggregatePage([.. series], Cursors.Next(start + page.Count, found.Count)));
    }

    public static AggregatePoint Point(DateTimeOffset start) => new(
        start, null, 3, 93.6m, 31.2, 30.1, 32.3, 0.9, 31.1, 32.2, 32.3, 2, null, null, new(2, 1, 0, 4), 1, 0, false)
    {
        Criteria = new QualityCriteria(0.875, 0.6, 1, null, 2.5),
        Status = ObservationStatus.LowReliability,
    };
}
