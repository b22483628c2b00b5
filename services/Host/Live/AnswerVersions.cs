using System.Globalization;
using SmartSectors.Grains;
using SmartSectors.Grains.Watching;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Live;

/// <summary>The versions of answers, from the commits of the stores that they are made from.</summary>
/// <param name="knowsReadings">False where some readings are answered from an InfluxDB, of whose changes nobody tells.</param>
internal sealed class AnswerVersions(CommitVersions versions, DeviceDirectory directory, bool knowsReadings) : IAnswerVersions
{
    public string? OfAggregates(AggregateRequest request) => Text(versions.OfCells(
        request.Level is AreaLevel.Site, request.Indicator.Number, request.Window, request.From.ToUnixTimeMilliseconds(), request.To.ToUnixTimeMilliseconds()));

    public string? OfReadings(IEnumerable<string> deviceIds, DateTimeOffset from, DateTimeOffset to)
    {
        if (!knowsReadings) return null;
        var partitions = new HashSet<int>();
        foreach (var id in deviceIds)
        {
            if (!directory.TryFindDevice(id, out var device)) return null; // Nobody knows yet where its readings will be.
            partitions.Add(Numbers.PartitionOf(device));
        }

        long? newest = 0;
        foreach (var partition in partitions)
            newest = versions.OfReadings(partition, from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds()) is { } version && newest is { } known ? Math.Max(version, known) : null;
        return Text(newest);
    }

    private string? Text(long? version) => version is { } number ? string.Create(CultureInfo.InvariantCulture, $"{versions.Epoch:N}.{number}") : null;
}
