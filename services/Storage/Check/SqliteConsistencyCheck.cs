using System.Runtime.CompilerServices;
using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Partitions;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Check;

/// <summary>
/// The check over the embedded stores, of a platform that is stopped or runs: it only reads. Throws
/// <see cref="FileNotFoundException"/> where there are no stores, <see cref="InvalidDataException"/> where one is damaged.
/// </summary>
public sealed class SqliteConsistencyCheck(StorageOptions options, SchemeCatalog schemes, ISchemeTexts texts, AreaCatalog areas) : IConsistencyCheck
{
    public async IAsyncEnumerable<CheckFinding> RunAsync(
        CheckScope scope, IProgress<CheckProgress> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield(); // The reading below blocks; whoever asks is not held up before the first finding.
        var counts = new CheckCounts(progress);
        IReadOnlyList<Indicator> indicators = scope.Indicator is { } one ? [one] : [.. schemes.Schemes.SelectMany(scheme => scheme.Indicators)];

        for (var number = 0; number < Numbers.PartitionCount; number++)
        {
            using var partition = new SiteCheck(PathOf(number), number, schemes, texts, scope, counts);
            foreach (var finding in indicators.SelectMany(indicator => partition.Run(indicator, cancellationToken))) yield return finding;
        }

        if (scope.Site is null)
        {
            foreach (var finding in new AreaCheck(options, areas, scope, counts).Run(indicators, cancellationToken)) yield return finding;
        }

        counts.Report();
    }

    private string PathOf(int partition)
    {
        var path = SqlitePartitionStore.PathOf(Path.Combine(options.DataDirectory, "partitions"), partition);
        return File.Exists(path) ? path : throw new FileNotFoundException($"There is no {path}: no platform ever ran on this data directory.", path);
    }
}
