using System.Globalization;
using Microsoft.Extensions.Logging;

namespace SmartSectors.Storage.Influx;

/// <summary>
/// Makes the database and the retention policy of readings. 2.x and 3.x refuse both over this API: there the operator
/// makes buckets or databases of the same names, and a write says what is missing.
/// </summary>
internal sealed partial class InfluxDatabases(InfluxClient client, InfluxOptions options, ILogger logger)
{
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var database = InfluxText.Identifier(options.Database);
        var duration = options.RawRetention is { } kept ? string.Create(CultureInfo.InvariantCulture, $"{(long)kept.TotalSeconds}s") : "INF";
        var policy = $"RETENTION POLICY {InfluxText.Identifier(InfluxLayout.RawPolicy)} ON {database} DURATION {duration} REPLICATION 1";
        await TryAsync($"CREATE DATABASE {database}", cancellationToken).ConfigureAwait(false);
        // CREATE is refused where there is one of another duration.
        if (!await TryAsync($"CREATE {policy}", cancellationToken).ConfigureAwait(false))
            await TryAsync($"ALTER {policy}", cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryAsync(string order, CancellationToken cancellationToken)
    {
        try
        {
            await client.OrderAsync(order, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (InfluxException refused) when (refused.Failure is InfluxFailure.Refused or InfluxFailure.BadAnswer or InfluxFailure.NoDatabase)
        {
            LogRefused(logger, order, refused.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "InfluxDB did not take '{Order}': {Reason}")]
    private static partial void LogRefused(ILogger logger, string order, string reason);
}
