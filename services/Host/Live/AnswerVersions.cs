using System.Globalization;
using SmartSectors.Grains;
using SmartSectors.Grains.Watching;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Storage;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Live;

/// <summary>The versions of answers, from the commits of the stores that they are made from.</summary>
/// <param name="knowsReadings">False where some readings are answered from an InfluxDB, of whose changes nobody tells.</param>
internal sealed class AnswerVersions(CommitVersions versions, DeviceDirectory directory, StorageOptions storage, TimeProvider time, bool knowsReadings) : IAnswerVersions
{
    // What is past its retention goes between commits, by local days of the log's clock.
    private static readonly TimeSpan s_beforeItGoes = TimeSpan.FromDays(2);

    public string? OfAggregates(AggregateRequest request) => MayGo(request) ? null : Text(versions.OfCells(
        request.Level is AreaLevel.Site, request.Indicator.Number, request.Window, request.From.ToUnixTimeMilliseconds(), request.To.ToUnixTimeMilliseconds()));

    public string? OfReadings(IEnumerable<string> deviceIds, DateTimeOffset from, DateTimeOffset to)
    {
        if (!knowsReadings || MayGo(from, storage.ReadingsKeptSurely)) return null;
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

    private bool MayGo(AggregateRequest request) =>
        request.Window is Window.Minute && MayGo(request.From, request.Level is AreaLevel.Site ? storage.SiteMinutesKeptSurely : storage.AreaMinutesKept);

    private bool MayGo(DateTimeOffset from, TimeSpan kept) => time.GetUtcNow() - from > kept - s_beforeItGoes;

    private string? Text(long? version) => version is { } number ? string.Create(CultureInfo.InvariantCulture, $"{versions.Epoch:N}.{number}") : null;
}
