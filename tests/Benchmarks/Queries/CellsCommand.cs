using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Benchmarks.Queries;

/// <summary>
/// How long charts take: a day of one device as it is stored, a day of minutes of all provinces, a month of a site's hours.
/// </summary>
internal static class CellsCommand
{
    public static async Task<int> RunAsync()
    {
        await using var platform = await PlatformInProcess.StartAsync(StoredDay.Fill);
        var aggregates = platform.Services.GetRequiredService<IAggregateQuery>();
        var readings = platform.Services.GetRequiredService<IReadingQuery>();
        var (from, to) = (At(StoredDay.BeginMs), At(StoredDay.BeginMs + WindowCalendar.DayMs));
        var provinces = new AggregateRequest(StoredDay.Indicator, AreaLevel.Province, null, Window.Minute, from, to, 100_000, null) { Statistics = Statistics.Mean | Statistics.Count };
        var hours = new AggregateRequest(
            StoredDay.Indicator, AreaLevel.Site, StoredDay.Site, Window.Hour, At(StoredDay.BeginMs - (30 * WindowCalendar.DayMs)), to, 10_000, null);
        Assert(StoredDay.Minutes * StoredDay.Provinces, (await aggregates.FindPageAsync(provinces, CancellationToken.None)).Series.Sum(series => series.Points.Count));
        Assert(31 * 24, (await aggregates.FindPageAsync(hours, CancellationToken.None)).Series.Sum(series => series.Points.Count));
        Assert(StoredDay.Readings, (await readings.FindPageAsync(StoredDay.Device, StoredDay.Indicator, from, to, 10_000, null, CancellationToken.None))!.Points.Count);

        var table = new QueryTable("cells or readings");
        await table.AddAsync("a device's day, in process", StoredDay.Readings, async () =>
            await readings.FindPageAsync(StoredDay.Device, StoredDay.Indicator, from, to, 10_000, null, CancellationToken.None));
        await table.AddAsync("provinces' minutes, mean and count, in process", StoredDay.Minutes * StoredDay.Provinces, async () =>
            await aggregates.FindPageAsync(provinces, CancellationToken.None));
        await table.AddAsync("the same over HTTP as CSV", StoredDay.Minutes * StoredDay.Provinces, () => platform.Api.GetByteArrayAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"api/v1/aggregates?sector=agriculture&indicator=soil_moisture&level=province&window=1m&stats=mean,count&format=csv&from={from:yyyy-MM-ddTHH:mm:ssZ}&to={to:yyyy-MM-ddTHH:mm:ssZ}")));
        await table.AddAsync("a site's hours of 31 days, in process", 31 * 24, async () => await aggregates.FindPageAsync(hours, CancellationToken.None));
        table.Print();
        return 0;
    }

    private static DateTimeOffset At(long timeMs) => DateTimeOffset.FromUnixTimeMilliseconds(timeMs);

    private static void Assert(int expected, int found)
    {
        if (found != expected) throw new InvalidOperationException($"{found} were found, not {expected}.");
    }
}
