using System.Globalization;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Influx;

/// <summary>Reads readings back from InfluxDB: as they were sent, to the last bit.</summary>
internal sealed class InfluxReadings(InfluxClient client)
{
    // Beyond what readings can be of, and within the years that InfluxDB's nanoseconds have (1677 to 2262).
    private const long LatestMs = 7_258_118_400_000; // 2200-01-01T00:00:00Z

    /// <summary>The first readings with from ≤ time &lt; to, in time order.</summary>
    public async Task<List<ReadingPoint>> PageAsync(
        string deviceId, Indicator indicator, long fromMs, long toMs, int limit, CancellationToken cancellationToken)
    {
        var points = new List<ReadingPoint>();
        if (Where(deviceId, indicator, fromMs, toMs) is not { } where) return points;
        var answer = await client.QueryAsync(
            string.Create(CultureInfo.InvariantCulture, $"SELECT value, flag, findings FROM {InfluxLayout.Readings} {where} ORDER BY time LIMIT {limit}"),
            InfluxLayout.RawPolicy, cancellationToken).ConfigureAwait(false);
        foreach (var row in answer.Rows)
        {
            points.Add(new ReadingPoint(
                DateTimeOffset.FromUnixTimeMilliseconds(row[0].GetInt64()), row[1].GetDouble(), (ReadingFlag)row[2].GetInt32(), new QualityFlags(row[3].GetUInt32())));
        }

        return points;
    }

    /// <summary>How many there are with from ≤ time &lt; to.</summary>
    public async Task<long> CountAsync(string deviceId, Indicator indicator, long fromMs, long toMs, CancellationToken cancellationToken)
    {
        if (Where(deviceId, indicator, fromMs, toMs) is not { } where) return 0;
        var answer = await client.QueryAsync($"SELECT count(value) FROM {InfluxLayout.Readings} {where}", InfluxLayout.RawPolicy, cancellationToken).ConfigureAwait(false);
        return answer.Rows.Count == 0 ? 0 : answer.Rows[0][1].GetInt64();
    }

    // Null where no reading can be.
    private static string? Where(string deviceId, Indicator indicator, long fromMs, long toMs)
    {
        fromMs = Math.Max(fromMs, Acceptance.EarliestMs);
        toMs = Math.Min(toMs, LatestMs);
        if (fromMs >= toMs) return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"WHERE device = {InfluxText.Literal(deviceId)} AND indicator = {InfluxText.Literal(indicator.Code)} AND sector = {InfluxText.Literal(indicator.Sector.Name())} AND time >= {fromMs}000000 AND time < {toMs}000000");
    }
}
