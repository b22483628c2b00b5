using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Last readings in memory; <see cref="Asked"/> keeps what the API made of the request.</summary>
internal sealed class FakeLatest : ILatestQuery
{
    public List<LatestReading> Readings { get; } = [];

    public List<LatestRequest> Asked { get; } = [];

    public ValueTask<LatestPage> FindPageAsync(LatestRequest request, CancellationToken cancellationToken)
    {
        Asked.Add(request);
        var found = Readings.Where(reading => request.Indicators.Contains(reading.Indicator) && (request.Site is null || reading.SiteId == request.Site)).ToList();
        var start = Cursors.Start(request.Cursor);
        var page = found.Skip(start).Take(request.Limit).ToList();
        return ValueTask.FromResult(new LatestPage(page, Cursors.Next(start + page.Count, found.Count)));
    }
}
