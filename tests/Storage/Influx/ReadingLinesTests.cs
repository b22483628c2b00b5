using SmartSectors.Storage.Backup;
using SmartSectors.Storage.Export;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Influx;

/// <summary>An export as line protocol, taken by Debian's influxd.</summary>
public sealed class ReadingLinesTests
{
    [Fact]
    public async Task InfluxDB_takes_the_lines_and_has_the_points_that_the_sink_would_write()
    {
        using var influx = new RealInflux();
        using var stores = new SunkStores();
        stores.Commit(3, ("cảm biến, 1=\"x\" 'y' \\", SunkStores.Moisture, SunkStores.StartMs, 30.1, QualityFlags.Of(QualityTest.Spike, ReadingFlag.Suspect)));
        stores.Commit(4, ("probe-2", SunkStores.Rain, SunkStores.StartMs, -0.0, default), ("probe-2", SunkStores.Rain, SunkStores.StartMs + 1, 1e300, default));
        stores.Commit(4, Enumerable.Range(2, 8_000).Select(i => ("probe-2", SunkStores.Rain, SunkStores.StartMs + i, i / 7.0, default(QualityFlags))));
        var file = new MemoryStream();
        var count = ReadingLines.Write(file, new ReadingExport(stores.Options, SchemeCatalog.Load()).Run(new(null, null, null, null, null, null), new Progress<CopyProgress>(), default));
        Assert.Equal(stores.Expected.Count, count);

        using var http = new HttpClient { BaseAddress = influx.Url };
        foreach (var order in (string[])["CREATE DATABASE smartsectors", "CREATE RETENTION POLICY raw ON smartsectors DURATION INF REPLICATION 1"])
            (await http.PostAsync($"query?q={Uri.EscapeDataString(order)}", null)).EnsureSuccessStatusCode();
        (await http.PostAsync("write?db=smartsectors&rp=raw", new ByteArrayContent(file.ToArray()))).EnsureSuccessStatusCode();

        Assert.Equal(stores.Expected, await StoredReadings.OfAsync(influx.Options("smartsectors"), stores.Expected.Keys));
    }
}
