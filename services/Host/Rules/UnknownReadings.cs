using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Registry;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Rules;

/// <summary>
/// Takes in what was kept of unknown indicators: partition by partition, some readings a record of the log, and the next
/// only when those are applied, so that it does not run ahead of what devices send meanwhile.
/// </summary>
internal sealed class UnknownReadings(
    KeptReadingQuery kept, IReadingLog log, PartitionHost partitions, DeviceRegistry registry, TimeProvider time)
    : IUnknownReadings, IDisposable
{
    private const int ReadingsPerRecord = 1_000;
    private const string Action = "unknown.take_in";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    private readonly SemaphoreSlim _one = new(1, 1);

    public void Dispose() => _one.Dispose();

    public ValueTask<UnknownIndicators> ListAsync(string? cursor, int limit, CancellationToken cancellationToken) =>
        kept.ListAsync(cursor, limit, cancellationToken);

    public async Task<TakeInOutcome> TakeInAsync(Indicator indicator, string name, int limit, string actor, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var (taken, remaining, wrong, isAudited) = (0L, 0L, (string?)null, false);
            for (var partition = 0; partition < Numbers.PartitionCount; partition++)
            {
                foreach (var (key, readings) in await kept.FindAsync(partition, indicator.Sector, name, cancellationToken))
                {
                    var left = await NotTakenAsync(partition, key, readings);
                    if (left.Count == 0) continue;
                    remaining += left.Count;
                    if (UnitConverter.Between(key.Unit, indicator) is not { } converter)
                    {
                        wrong = $"'{key.Unit}' does not convert to {indicator.UnitUcum}";
                        continue;
                    }

                    var now = left.Take((int)Math.Min(limit - taken, left.Count)).Select(reading => reading with { Value = converter.Convert(reading.Value) }).ToList();
                    foreach (var some in now.Chunk(ReadingsPerRecord))
                    {
                        if (!isAudited) await registry.AuditAsync(actor, Action, $"{indicator.Sector.Name()} {name} as {indicator.Code}", cancellationToken);
                        isAudited = true;
                        if (!await TryAppendAsync(partition, new TakenIn(key, indicator.Number, some), cancellationToken))
                        {
                            wrong = $"partition {partition} stands still";
                            break;
                        }

                        taken += some.Length;
                        remaining -= some.Length;
                    }
                }
            }

            return new TakeInOutcome(taken, remaining, wrong);
        }
        finally
        {
            _one.Release();
        }
    }

    // What is applied and not committed yet still stands in the store.
    private async Task<List<KeptReading>> NotTakenAsync(int partition, UnknownKey key, IReadOnlyList<KeptReading> readings)
    {
        var upTo = await partitions.AskAsync(partition, one => one.TakenUpTo(key));
        return [.. readings.Where(reading => reading.Sequence > upTo)];
    }

    // Taken is what was durable and applied: a partition that stops on the way may have neither.
    private async Task<bool> TryAppendAsync(int partition, TakenIn taken, CancellationToken cancellationToken)
    {
        if (partitions.StoppedPartitions.Contains(partition)) return false;
        var batch = new ControlBatch();
        var writer = new ByteWriter(taken.Readings.Count * 20);
        taken.Write(ref writer);
        batch.AddControl(partition, ControlKind.TakenIn, writer.Written);
        await log.AppendAsync(batch, cancellationToken);
        await batch.Durable.WaitAsync(cancellationToken);
        while (await partitions.AskAsync(partition, one => one.TakenUpTo(taken.Key)) < taken.Readings[^1].Sequence)
        {
            if (partitions.StoppedPartitions.Contains(partition)) return false;
            await Task.Delay(s_look, time, cancellationToken);
        }

        return true;
    }
}
