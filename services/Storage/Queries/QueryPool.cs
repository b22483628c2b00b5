using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SmartSectors.Grains;
using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Areas;
using SmartSectors.Storage.Partitions;
using SmartSectors.Storage.Sqlite;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Queries;

/// <summary>Read-only connections to the stores, for a few questions at once; a further one waits for its turn.</summary>
public sealed partial class QueryPool(StorageOptions options, ILogger<QueryPool>? logger = null) : IDisposable
{
    private readonly SemaphoreSlim _room = new(options.ConcurrentQueries);
    private readonly ConcurrentBag<StoreView> _free = [];

    /// <summary>Every site shard and device that the stores know, for ingestion's directory.</summary>
    public ValueTask<(IReadOnlyList<(uint Number, Sector Sector, string Id, string Area)> Sites, IReadOnlyList<(uint Number, string Id, uint Site)> Devices)> KnownAsync(
        CancellationToken cancellationToken) =>
        AskAsync<(IReadOnlyList<(uint, Sector, string, string)>, IReadOnlyList<(uint, string, uint)>)>(
            view =>
            {
                // A start waits for this: the partitions are read beside each other, each by its own connection.
                var read = new (List<SiteRow> Sites, List<DeviceRow> Devices)[Numbers.PartitionCount];
                Parallel.For(0, read.Length, number => read[number] = (view.Partition(number).Sites(), view.Partition(number).Devices()));

                var sites = new List<(uint, Sector, string, string)>();
                var devices = new List<(uint, string, uint)>(read.Sum(rows => rows.Devices.Count));
                for (var number = 0; number < read.Length; number++)
                {
                    foreach (var site in read[number].Sites)
                        sites.Add((Numbers.Of(number, site.Index), (Sector)site.Sector, site.Id, site.Area));
                    foreach (var device in read[number].Devices)
                        devices.Add((Numbers.Of(number, device.Index), device.Id, Numbers.Of(number, device.Site)));
                }

                return (sites, devices);
            },
            cancellationToken);

    internal async ValueTask<T> AskAsync<T>(Func<StoreView, T> question, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var view = _free.TryTake(out var free) ? free : new StoreView(options);
            try
            {
                var answer = question(view);
                _free.Add(view);
                return answer;
            }
            catch (Exception damage) when (damage is InvalidDataException || (damage is SqliteException failure && Database.IsDamage(failure)))
            {
                // A walk that broke off so is of no use for the next question.
                view.Dispose();
                Note(damage);
                throw new StoreDamagedException("What is stored for this question is damaged; `smartsectors check` tells the operator where.", damage);
            }
            catch
            {
                _free.Add(view);
                throw;
            }
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>What damaged bytes a question met, the last time; null while none did.</summary>
    public string? Damage { get; private set; }

    // Once each: the same question is asked again and again.
    private void Note(Exception damage)
    {
        var problem = $"Stored bytes are damaged; `smartsectors check` tells where: {damage.Message}";
        if (problem != Damage && logger is not null) LogDamage(logger, damage);
        Damage = problem;
    }

    public void Dispose()
    {
        foreach (var view in _free) view.Dispose();
        _room.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "CORRUPT: a question met damaged bytes; `smartsectors check` tells where they are, `smartsectors repair` mends them.")]
    private static partial void LogDamage(ILogger logger, Exception damage);
}

/// <summary>One set of read-only connections, each opened when it is first asked. Not thread-safe.</summary>
internal sealed class StoreView(StorageOptions options) : IDisposable
{
    private const int MaxRemembered = 50_000; // some megabytes a connection

    private readonly Dictionary<string, uint> _devices = new(StringComparer.Ordinal);
    private readonly PartitionQueries?[] _partitions = new PartitionQueries?[Numbers.PartitionCount];
    private AreaQueries? _areas;

    public AreaQueries Areas => _areas ??= new AreaQueries(Database.Open(SqliteAreaStore.PathOf(options), readOnly: true));

    public PartitionQueries Partition(int number) => _partitions[number] ??= new PartitionQueries(Database.Open(
        SqlitePartitionStore.PathOf(Path.Combine(options.DataDirectory, "partitions"), number), readOnly: true));

    /// <summary>The device, in whichever partition it is.</summary>
    public (PartitionQueries Partition, int Index)? FindDevice(string id) =>
        FindNumber(id) is { } number ? (Partition(Numbers.PartitionOf(number)), Numbers.IndexOf(number)) : null;

    /// <summary>The device's durable number: for ever, so it is remembered.</summary>
    public uint? FindNumber(string id)
    {
        if (_devices.TryGetValue(id, out var known)) return known;
        for (var partition = 0; partition < Numbers.PartitionCount; partition++)
        {
            if (Partition(partition).FindDevice(id) is not { } index) continue;
            if (_devices.Count == MaxRemembered) _devices.Clear();
            var number = Numbers.Of(partition, index);
            _devices.Add(id, number);
            return number;
        }

        return null;
    }

    public IEnumerable<PartitionQueries> Partitions => Enumerable.Range(0, Numbers.PartitionCount).Select(Partition);

    public void Dispose()
    {
        _areas?.Dispose();
        foreach (var partition in _partitions) partition?.Dispose();
    }
}
