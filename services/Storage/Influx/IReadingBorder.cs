namespace SmartSectors.Storage.Influx;

/// <summary>Tells which readings InfluxDB has for good.</summary>
internal interface IReadingBorder
{
    /// <summary>A moment: a partition's readings before it are all in InfluxDB as they stand, Unix milliseconds.</summary>
    ValueTask<long> FindAsync(int partition, CancellationToken cancellationToken);
}
