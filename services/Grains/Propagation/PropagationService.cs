using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Grains.Propagation;

/// <summary>How often areas are merged.</summary>
public sealed record PropagationOptions
{
    /// <summary>The pause between two passes (default 2 s). Shorter: fresher areas, more merging of the same windows.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long late changes of closed windows gather before they become one revision (default 5 s).</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Runs the propagator.</summary>
public sealed partial class PropagationService(
    Func<IAreaStore> open, AreaCatalog areas, PropagationOptions options, TimeProvider time, ILogger<PropagationService> logger)
    : BackgroundService
{
    /// <summary>Why areas are not merged now, or null.</summary>
    public string? Problem { get; private set; }

    private IAreaStore? _store;
    private AreaPropagator? _propagator;

    /// <summary>
    /// Takes note of what the areas consumed; called before the partitions recover. What a power loss took from a partition
    /// it makes again, in other commits perhaps than before: all of them are consumed again. Opened later, the areas would
    /// take those for consumed whose numbers recovery has reached by then.
    /// </summary>
    public void Open()
    {
        _store ??= open();
        _propagator ??= new AreaPropagator(_store, areas, time, options.Settle);
    }

    public override void Dispose()
    {
        (_store as IDisposable)?.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(() => Run(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Run(CancellationToken stoppingToken)
    {
        Open();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                _propagator!.Pass();
                Problem = null;
            }
            catch (StoreUnavailableException exception)
            {
                if (Problem is null) LogStalls(logger, exception);
                Problem = $"Areas cannot be written: {exception.Message}";
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // BUG or CORRUPT: the areas stand still, and everything below them goes on.
                if (Problem is null) LogStandsStill(logger, exception);
                Problem = $"Areas are not merged: {exception.Message}";
            }

            stoppingToken.WaitHandle.WaitOne(options.Interval);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The areas stand still: what they are merged from cannot be read. See `smartsectors check` and `smartsectors repair`.")]
    private static partial void LogStandsStill(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "The areas cannot be merged now; trying again.")]
    private static partial void LogStalls(ILogger logger, Exception exception);
}
