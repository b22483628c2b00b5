using SmartSectors.Grains.Partitions;
using SmartSectors.Storage.Influx;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Tests.Influx;

/// <summary>What a real InfluxDB holds.</summary>
internal static class StoredReadings
{
    /// <summary>The readings of the series that are named, and of no others: none are in more series than those.</summary>
    public static async Task<Dictionary<(string Device, string Indicator, long TimeMs), StoredReading>> OfAsync(
        InfluxOptions options, IEnumerable<(string Device, string Indicator, long TimeMs)> named)
    {
        using var client = new InfluxClient(options, TimeProvider.System);
        var found = new Dictionary<(string Device, string Indicator, long TimeMs), StoredReading>();
        foreach (var (device, indicator) in named.Select(key => (key.Device, key.Indicator)).Distinct())
        {
            var answer = await client.QueryAsync(
                $"SELECT value, flag, findings FROM readings WHERE device = {InfluxText.Literal(device)} AND indicator = {InfluxText.Literal(indicator)}", "raw", default);
            foreach (var row in answer.Rows)
            {
                found.Add(
                    (device, indicator, row[0].GetInt64()),
                    new StoredReading(row[0].GetInt64(), row[1].GetDouble(), (ReadingFlag)row[2].GetInt32(), new QualityFlags(row[3].GetUInt32())));
            }
        }

        var all = await client.QueryAsync("SELECT count(value) FROM readings", "raw", default);
        Assert.Equal(all.Rows.Count == 0 ? 0 : all.Rows[0][1].GetInt64(), found.Count);
        return found;
    }
}
