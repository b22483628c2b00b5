namespace SmartSectors.Benchmarks.Stores.Rivals;

/// <summary>Debian's victoria-metrics, a single server. Its cache of answers is not asked: the question is what reading costs.</summary>
internal sealed class VictoriaMetricsStore() : RivalStore("victoria-metrics")
{
    public override IEnumerable<(StoreQuestion Question, string Path)> Questions
    {
        get
        {
            var end = (DayOfWalks.BeginMs + RivalDay.DayMs) / 1000;
            var day = $"start={DayOfWalks.BeginMs / 1000}&end={end - 1}";
            yield return (StoreQuestion.DeviceDay, $"api/v1/export?{day}&match[]={Text($"readings_{RivalDay.Field}{{device=\"{RivalDay.Device(7, 3)}\"}}")}");
            yield return (StoreQuestion.Latest, $"api/v1/query?nocache=1&time={end}&query={Text($"last_over_time(readings_{RivalDay.Field}[1h])")}");
            yield return (StoreQuestion.ProvinceMinutes,
                $"api/v1/query_range?nocache=1&step=60s&{day}&query={Text("{__name__=~\"aggregates_(mean|count)\",level=\"province\",window=\"1m\"}")}");
            yield return (StoreQuestion.SiteHours, $"api/v1/export?start={(DayOfWalks.BeginMs / 1000) - (30 * 86_400)}&end={end}&match[]={Text("{area=\"farm-1\",window=\"1h\"}")}");
        }
    }

    public override Task StartAsync() => StartAsync(
        "victoria-metrics", "victoria-metrics", "health", $"-storageDataPath={Folder}/data", $"-httpListenAddr=127.0.0.1:{Port}", "-retentionPeriod=100y", "-loggerLevel=ERROR");

    public override async Task SettleAsync()
    {
        using var flushed = await Http.GetAsync("internal/force_flush");
        flushed.EnsureSuccessStatusCode();
        using var merged = await Http.GetAsync("internal/force_merge");
        merged.EnsureSuccessStatusCode();
        await base.SettleAsync();
    }

    private static string Text(string query) => Uri.EscapeDataString(query);
}
