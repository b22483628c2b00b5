using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Queries;

/// <summary>The frontiers of the areas, as of the last pass.</summary>
public sealed class SqliteClosedWindows(QueryPool pool) : IClosedWindows
{
    public ValueTask<DateTimeOffset> ClosedBeforeAsync(Window window, CancellationToken cancellationToken) =>
        pool.AskAsync(view => DateTimeOffset.FromUnixTimeMilliseconds(view.Areas.Frontier(window)), cancellationToken);
}
