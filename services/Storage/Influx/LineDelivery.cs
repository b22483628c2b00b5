using Microsoft.Extensions.Logging;

namespace SmartSectors.Storage.Influx;

/// <summary>
/// Delivers batches. One that is too large goes in halves; one of which the server refuses lines goes in halves as well,
/// until the refused line stands alone: it is counted, logged with its reason and left out, and all others are written,
/// some of them twice, which changes nothing. Any other failure is the caller's.
/// </summary>
internal sealed partial class LineDelivery(InfluxClient client, ILogger logger)
{
    private long _written;
    private long _refused;

    /// <summary>Lines written since start.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Lines that the server refused for good since start.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Why the last of them was refused; null where none was.</summary>
    public string? LastRefusal { get; private set; }

    /// <summary>Batches should have so many bytes at most, as far as the server said until now.</summary>
    public int BytesTaken { get; private set; } = int.MaxValue;

    /// <summary>When this returns, each line is written or was refused for good.</summary>
    public async Task DeliverAsync(LineBatch batch, string? retentionPolicy, CancellationToken cancellationToken)
    {
        if (batch.Lines == 0) return;
        var refused = Refused;
        await DeliverAsync(batch, 0, batch.Lines, retentionPolicy, cancellationToken).ConfigureAwait(false);
        if (Refused > refused) LogRefused(logger, Refused - refused, batch.Lines, LastRefusal!);
    }

    /// <summary>Deletes what an order of InfluxQL says; any failure is the caller's.</summary>
    public Task DeleteAsync(string influxQl, CancellationToken cancellationToken) => client.OrderAsync(influxQl, cancellationToken);

    private async Task DeliverAsync(LineBatch batch, int first, int count, string? retentionPolicy, CancellationToken cancellationToken)
    {
        var text = batch.Text(first, count);
        try
        {
            await client.WriteAsync(text, retentionPolicy, cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref _written, count);
            return;
        }
        catch (InfluxException failure) when (failure.Failure is InfluxFailure.TooLarge or InfluxFailure.LinesRefused)
        {
            if (failure.Failure == InfluxFailure.TooLarge) BytesTaken = Math.Max(1, Math.Min(BytesTaken, text.Length / 2));

            // A server that dropped them all need not be asked for each.
            if (count == 1 || failure.Dropped == count)
            {
                Interlocked.Add(ref _refused, count);
                LastRefusal = failure.Message;
                return;
            }
        }

        await DeliverAsync(batch, first, count / 2, retentionPolicy, cancellationToken).ConfigureAwait(false);
        await DeliverAsync(batch, first + (count / 2), count - (count / 2), retentionPolicy, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "InfluxDB refused {Refused} of {Lines} lines for good; they are left out, the others are written. The last: {Reason}")]
    private static partial void LogRefused(ILogger logger, long refused, int lines, string reason);
}
