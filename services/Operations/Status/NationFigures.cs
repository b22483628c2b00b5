using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Status;

/// <summary>The newest minute of one indicator in the whole nation that has readings.</summary>
public sealed record NationFigure(Indicator Indicator, AggregatePoint Point);

/// <summary>
/// The nation's newest minutes of every indicator, for the status page and the demo's table. However many look on, the
/// cells are asked at most once in <see cref="Freshness"/>.
/// </summary>
public sealed class NationFigures(CurrentRulebook rules, IAggregateQuery aggregates, TimeProvider clock) : IDisposable
{
    /// <summary>Open minutes reach the nation every 5 s (aggregation.md, "Windows, closing, revisions").</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>A minute without readings is passed over, and so is an indicator silent for longer than this.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim asking = new(1, 1);
    private IReadOnlyList<NationFigure> newest = [];
    private DateTimeOffset askedAt = DateTimeOffset.MinValue;

    /// <summary>The figures in the order of the schemes; indicators without any in the last quarter hour are left out.</summary>
    public async ValueTask<IReadOnlyList<NationFigure>> CurrentAsync(CancellationToken cancellationToken)
    {
        await asking.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (now - askedAt >= Freshness)
            {
                newest = await AskAsync(now, cancellationToken);
                askedAt = now;
            }
            return newest;
        }
        finally
        {
            asking.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => asking.Dispose();

    private async Task<IReadOnlyList<NationFigure>> AskAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var figures = new List<NationFigure>();
        foreach (var indicator in rules.Schemes.Schemes.SelectMany(scheme => scheme.Indicators))
        {
            // Readings may be stamped up to five minutes ahead.
            var request = new AggregateRequest(
                indicator, AreaLevel.Nation, "VN", Window.Minute, now - Span, now + TimeSpan.FromMinutes(5), Limit: 60, Cursor: null);
            var page = await aggregates.FindPageAsync(request, cancellationToken);
            var newest = page.Series.SelectMany(series => series.Points).LastOrDefault(point => point.Count > 0);
            if (newest.Count > 0) figures.Add(new(indicator, newest));
        }
        return figures;
    }
}
