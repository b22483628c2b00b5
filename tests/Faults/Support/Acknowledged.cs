using System.Globalization;
using SmartSectors.Storage;
using SmartSectors.Storage.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Faults.Tests.Support;

/// <summary>The readings that clients hold a PUBACK for, to be found in the store of a platform that is stopped.</summary>
internal sealed class Acknowledged
{
    private readonly Dictionary<(string Device, string Indicator), Dictionary<long, double>> _series = [];

    public long Count => _series.Values.Sum(readings => (long)readings.Count);

    public void Add(string device, string indicator, long timeMs, double value)
    {
        if (!_series.TryGetValue((device, indicator), out var readings)) _series.Add((device, indicator), readings = []);
        readings[timeMs] = value;
    }

    /// <summary>Takes a fleet's record: <c>device,ts,value,…</c> under the indicators' keys.</summary>
    public void AddRecord(string path)
    {
        using var lines = new StreamReader(path);
        var indicators = lines.ReadLine()!.Split(',')[2..];
        while (lines.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            var timeMs = long.Parse(fields[1], CultureInfo.InvariantCulture);
            for (var i = 0; i < indicators.Length; i++)
                Add(fields[0], indicators[i], timeMs, double.Parse(fields[i + 2], CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Every one of them is stored, with its value, and no moment of a series twice. The number of stored readings of these series.</summary>
    public async Task<long> AssertStoredOnceAsync(string data)
    {
        var stored = 0L;
        var options = new StorageOptions { DataDirectory = data };
        using var pool = new QueryPool(options);
        var query = new SqliteReadingQuery(pool, options);
        foreach (var ((device, code), readings) in _series)
        {
            Assert.True(SchemeCatalog.Load().TryGet(Sector.Agriculture, code, out var indicator));
            var page = await query.FindPageAsync(
                device, indicator, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, int.MaxValue, cursor: null, CancellationToken.None);
            Assert.True(page is not null, $"{device} is not in the store");

            var missing = new Dictionary<long, double>(readings);
            var before = long.MinValue;
            foreach (var point in page.Points)
            {
                var timeMs = point.Time.ToUnixTimeMilliseconds();
                Assert.True(timeMs > before, $"{device} {code} has {timeMs} twice");
                if (missing.Remove(timeMs, out var value)) Assert.True(value.Equals(point.Value), $"{device} {code} {timeMs}: {point.Value} instead of {value}");
                before = timeMs;
            }

            Assert.True(missing.Count == 0, $"{device} {code}: {missing.Count} of {readings.Count} acknowledged readings are missing, such as {missing.Keys.Order().FirstOrDefault()}");
            stored += page.Points.Count;
        }

        return stored;
    }
}
