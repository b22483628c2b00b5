namespace SmartSectors.Benchmarks.Stores.Rivals;

/// <summary>Debian's influxd 1.6, with its index on disk, as its guide advises for many series; it compacts soon after the last write.</summary>
internal sealed class InfluxStore() : RivalStore("influxdb")
{
    public override IEnumerable<(StoreQuestion Question, string Path)> Questions
    {
        get
        {
            yield return (StoreQuestion.DeviceDay, Ask($"SELECT {RivalDay.Field} FROM readings WHERE device = '{RivalDay.Device(7, 3)}' AND {Day}"));
            yield return (StoreQuestion.Latest, Ask($"SELECT last({RivalDay.Field}) FROM readings GROUP BY device"));
            yield return (StoreQuestion.ProvinceMinutes, Ask($"SELECT \"mean\", \"count\" FROM aggregates WHERE \"level\" = 'province' AND \"window\" = '1m' AND {Day} GROUP BY area"));
            yield return (StoreQuestion.SiteHours, Ask("SELECT \"mean\", \"count\" FROM aggregates WHERE area = 'farm-1' AND \"window\" = '1h'"));
        }
    }

    private static string Day => $"time >= {DayOfWalks.BeginMs}ms AND time < {DayOfWalks.BeginMs + RivalDay.DayMs}ms";

    public override async Task StartAsync()
    {
        var configuration = Path.Combine(Folder, "influxdb.conf");
        await File.WriteAllTextAsync(
            configuration,
            $"""
             reporting-disabled = true
             bind-address = "127.0.0.1:{FreePort()}"
             [meta]
             dir = "{Folder}/meta"
             [data]
             dir = "{Folder}/data"
             wal-dir = "{Folder}/wal"
             index-version = "tsi1"
             query-log-enabled = false
             cache-snapshot-write-cold-duration = "10s"
             compact-full-write-cold-duration = "20s"
             [monitor]
             store-enabled = false
             [http]
             bind-address = "127.0.0.1:{Port}"
             log-enabled = false
             """);
        await StartAsync("influxd", "influxdb", "ping", "-config", configuration);
        using var created = await Http.PostAsync($"query?q={Uri.EscapeDataString("CREATE DATABASE smartsectors")}", null);
        created.EnsureSuccessStatusCode();
    }

    private static string Ask(string influxQl) => $"query?db=smartsectors&epoch=ms&q={Uri.EscapeDataString(influxQl)}";
}
