using System.Globalization;
using SmartSectors.Grains;
using SmartSectors.Storage.Influx;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Benchmarks.Stores.Rivals;

/// <summary>
/// The same readings for a rival, as suits it best: all values of a device at one time in one line, a batch for each step of
/// the clock. And the cells that charts ask for, with mean and count alone.
/// </summary>
internal sealed class RivalDay(int devices, int minutes)
{
    public const long DayMs = 86_400_000;
    private const int MinuteMs = 60_000, HourMs = 3_600_000, Minutes = 1_440, DevicesAtOnce = 10_000;

    public static string Field { get; } = DayOfWalks.Indicators[0].Code;

    public long Readings { get; private set; }

    public static string Device(int part, int device) => string.Create(CultureInfo.InvariantCulture, $"device-{part}-{device}");

    public async Task WriteAsync(RivalStore store)
    {
        var parts = Enumerable.Range(0, Numbers.PartitionCount).Select(part => new Part(part, devices)).ToArray();
        var names = DayOfWalks.Indicators.Select(indicator => System.Text.Encoding.UTF8.GetBytes(indicator.Code)).ToArray();
        // One batch is made while the one before is taken.
        var (batch, other, sending) = (new LineBatch(), new LineBatch(), Task.CompletedTask);
        for (var step = 0; step < minutes * (MinuteMs / DayOfWalks.StepMs); step++)
        {
            var timeMs = DayOfWalks.BeginMs + (step * (long)DayOfWalks.StepMs);
            foreach (var part in parts)
            {
                for (var device = 0; device < part.Series.Length; device++)
                {
                    batch.Begin(part.Series[device]);
                    for (var i = 0; i < names.Length; i++) batch.Float(names[i], part.Walks.Next(device, i));
                    batch.End(timeMs);
                    Readings += names.Length;
                    if (batch.Lines == DevicesAtOnce) await SendAsync();
                }
            }
        }

        if (batch.Lines > 0) await SendAsync();
        await sending;
        await WriteCellsAsync(store);

        async Task SendAsync()
        {
            await sending;
            (batch, other) = (other, batch);
            sending = store.WriteAsync(other.Text(0, other.Lines));
            batch.Clear();
        }
    }

    private static async Task WriteCellsAsync(RivalStore store)
    {
        var random = new Random(1);
        var batch = new LineBatch();
        foreach (var province in AreaCatalog.Load().Provinces)
        {
            var series = SeriesOf(province.Code, "province", "1m");
            for (var minute = 0; minute < Minutes; minute++) Add(series, DayOfWalks.BeginMs + (minute * MinuteMs));
        }

        var site = SeriesOf("farm-1", "site", "1h");
        for (var hour = -30 * 24; hour < 24; hour++) Add(site, DayOfWalks.BeginMs + (hour * (long)HourMs));
        await store.WriteAsync(batch.Text(0, batch.Lines));

        // The mean of six hundred values of one decimal.
        void Add(byte[] series, long timeMs) => batch.Begin(series).Float("mean"u8, random.Next(180_000, 240_000) / 6000.0).Integer("count"u8, 600).End(timeMs);
    }

    private static byte[] SeriesOf(string area, string level, string window) => LineBatch.Series(
        "aggregates", ("area", area), ("indicator", Field), ("level", level), ("sector", "agriculture"), ("window", window));

    private sealed class Part
    {
        public Part(int number, int devices)
        {
            var count = WalkLoad.DevicesOf(number, devices);
            Walks = new DayOfWalks(number, count);
            Series = [.. Enumerable.Range(0, count).Select(device => LineBatch.Series("readings", ("device", Device(number, device)), ("sector", "agriculture")))];
        }

        public DayOfWalks Walks { get; }

        public byte[][] Series { get; }
    }
}
