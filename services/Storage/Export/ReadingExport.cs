using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Backup;
using SmartSectors.Storage.Check;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Export;

/// <summary>Which readings are exported; null means all of them.</summary>
/// <param name="Indicator">Its code, in any case.</param>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
public sealed record ExportScope(Sector? Sector, string? Site, string? Device, string? Indicator, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>One stored reading with everything that it is known by.</summary>
/// <param name="Site">Where the device belongs now.</param>
public readonly record struct ExportedReading(
    string Site, string Device, Indicator Indicator, long TimeMs, double Value, ReadingFlag Flag, QualityFlags Findings);

/// <summary>
/// Every stored reading of a data directory, of a platform that runs or is stopped: by partition, device and indicator in
/// time order. Each partition is seen as of one moment, and a local day of one series is in memory.
/// </summary>
public sealed class ReadingExport(StorageOptions options, SchemeCatalog schemes)
{
    private readonly record struct Series(int Index, string Site, string Device, Indicator Indicator);

    public IEnumerable<ExportedReading> Run(ExportScope scope, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var indicators = schemes.Schemes.SelectMany(scheme => scheme.Indicators).ToDictionary(indicator => indicator.Number);
        for (var number = 0; number < Numbers.PartitionCount; number++)
        {
            using var database = Database.Open(SqlitePartitionStore.PathOf(Path.Combine(options.DataDirectory, "partitions"), number), readOnly: true);
            database.Execute("BEGIN");
            var series = SeriesOf(database, scope, indicators);
            if (series.Count == 0) continue;

            using var readings = new SegmentScan(database);
            for (var i = 0; i < series.Count; i++)
            {
                progress.Report(new CopyProgress($"partition {number}: series", i, series.Count));
                foreach (var reading in Walk(readings, series[i], scope, cancellationToken)) yield return reading;
            }
        }
    }

    private static IEnumerable<ExportedReading> Walk(SegmentScan readings, Series series, ExportScope scope, CancellationToken cancellationToken)
    {
        var from = Math.Max(readings.FirstMs, scope.From?.ToUnixTimeMilliseconds() ?? long.MinValue);
        var to = Math.Min(readings.LastMs, (scope.To?.ToUnixTimeMilliseconds() ?? long.MaxValue) - 1);
        var day = new List<StoredReading>();
        while (from <= to)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = Math.Min(to + 1, WindowCalendar.LocalMidnight(from) + WindowCalendar.DayMs);
            readings.Read(series.Index, from, end, day);
            foreach (var (timeMs, value, flag, findings) in day)
                yield return new ExportedReading(series.Site, series.Device, series.Indicator, timeMs, value, flag, findings);
            from = end;
        }
    }

    private static List<Series> SeriesOf(Database database, ExportScope scope, Dictionary<ushort, Indicator> indicators)
    {
        var found = new List<Series>();
        var rows = database.Prepare(
            """
            SELECT series.idx, sites.id, devices.id, series.indicator FROM series
            JOIN devices ON devices.idx = series.device JOIN sites ON sites.idx = devices.site ORDER BY devices.id, series.indicator
            """);
        while (rows.Step())
        {
            var number = (ushort)rows.Int(3);
            if (!indicators.TryGetValue(number, out var indicator))
                throw new InvalidDataException($"CORRUPT: {database.Path} has readings of indicator {number}, which no scheme has.");

            var series = new Series(rows.Int(0), rows.Text(1), rows.Text(2), indicator);
            if (IsWanted(series, scope)) found.Add(series);
        }

        return found;
    }

    private static bool IsWanted(in Series series, ExportScope scope) =>
        (scope.Sector is null || scope.Sector == series.Indicator.Sector)
        && (scope.Site is null || scope.Site == series.Site)
        && (scope.Device is null || scope.Device == series.Device)
        && (scope.Indicator is null || scope.Indicator.Equals(series.Indicator.Code, StringComparison.OrdinalIgnoreCase));
}
