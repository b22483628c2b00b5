using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Partitions;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Check;

/// <summary>
/// The check over the embedded stores, of a platform that is stopped or runs: it only reads. Throws
/// <see cref="FileNotFoundException"/> where there are no stores. A part that is damaged is left out and noted; without
/// notes the check ends there.
/// </summary>
public sealed class SqliteConsistencyCheck(
    StorageOptions options, SchemeCatalog schemes, ISchemeTexts texts, AreaCatalog areas, Unreadable? unreadable = null) : IConsistencyCheck
{
    public async IAsyncEnumerable<CheckFinding> RunAsync(
        CheckScope scope, IProgress<CheckProgress> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield(); // The reading below blocks; whoever asks is not held up before the first finding.
        var counts = new CheckCounts(progress);
        IReadOnlyList<Indicator> indicators = scope.Indicator is { } one ? [one] : [.. schemes.Schemes.SelectMany(scheme => scheme.Indicators)];

        for (var number = 0; number < Numbers.PartitionCount; number++)
        {
            foreach (var finding in Check(number, indicators, scope, counts, cancellationToken)) yield return finding;
        }

        if (scope.Site is null)
        {
            var all = Damage.Until(() => new AreaCheck(options, areas, scope, counts).Run(indicators, cancellationToken), why => Note("areas", why));
            foreach (var finding in all) yield return finding;
        }

        counts.Report();
    }

    private IEnumerable<CheckFinding> Check(
        int number, IReadOnlyList<Indicator> indicators, CheckScope scope, CheckCounts counts, CancellationToken cancellationToken)
    {
        SiteCheck? partition = null;
        try
        {
            foreach (var indicator in indicators)
            {
                partition ??= Damage.Try(() => new SiteCheck(PathOf(number), number, schemes, texts, scope, counts), why => Note($"partition {number}", why));
                if (partition is null) yield break;

                // What is left of a walk that broke off is of no use for the next: that begins with new connections.
                var (open, isWhole) = (partition, true);
                var findings = Damage.Until(() => open.Run(indicator, cancellationToken), why =>
                {
                    isWhole = false;
                    Note($"partition {number}, {indicator.Code}", why);
                });
                foreach (var finding in findings) yield return finding;
                if (isWhole) continue;
                partition.Dispose();
                partition = null;
            }
        }
        finally
        {
            partition?.Dispose();
        }
    }

    private void Note(string part, Exception why)
    {
        if (unreadable is null) ExceptionDispatchInfo.Throw(why);
        unreadable.Note(part, why);
    }

    private string PathOf(int partition)
    {
        var path = SqlitePartitionStore.PathOf(Path.Combine(options.DataDirectory, "partitions"), partition);
        return File.Exists(path) ? path : throw new FileNotFoundException($"There is no {path}: no platform ever ran on this data directory.", path);
    }
}
