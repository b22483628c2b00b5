using System.Globalization;
using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Storage.Tests.Influx;

/// <summary>An InfluxDB that keeps a dictionary of points, and fails when it is told to: before it has stored a write, or after.</summary>
internal sealed class NaiveInflux : IDisposable
{
    private readonly Dictionary<(string Series, long TimeMs), string> _points = [];
    private readonly ScriptedInflux _server;

    /// <param name="fails">Asked for each write: 0 stores and says so, 1 fails, 2 stores and fails, 3 stores and breaks off.</param>
    public NaiveInflux(Func<int> fails) => _server = new ScriptedInflux(request =>
    {
        if (request.Head.Contains("/query?", StringComparison.Ordinal)) return ScriptedInflux.Answer(200, """{"results":[{"statement_id":0}]}""");
        var outcome = fails();
        if (outcome != 1) Store(request.Lines);
        return outcome switch { 0 => ScriptedInflux.Stored, 3 => "", _ => ScriptedInflux.Answer(503) };
    });

    public Uri Url => _server.Url;

    /// <summary>Its points by device, indicator and time.</summary>
    public Dictionary<(string Device, string Indicator, long TimeMs), StoredReading> Readings()
    {
        lock (_points)
        {
            return _points.ToDictionary(
                point =>
                {
                    var tags = point.Key.Series.Split(',').Skip(1).Select(tag => tag.Split('=')).ToDictionary(tag => tag[0], tag => tag[1]);
                    return (tags["device"], tags["indicator"], point.Key.TimeMs);
                },
                point =>
                {
                    var fields = point.Value.Split(',').Select(field => field.Split('=')).ToDictionary(field => field[0], field => field[1].TrimEnd('i'));
                    return new StoredReading(
                        point.Key.TimeMs, double.Parse(fields["value"], CultureInfo.InvariantCulture),
                        (ReadingFlag)int.Parse(fields["flag"], CultureInfo.InvariantCulture),
                        new QualityFlags(uint.Parse(fields["findings"], CultureInfo.InvariantCulture)));
                });
        }
    }

    public void Dispose() => _server.Dispose();

    private void Store(string[] lines)
    {
        lock (_points)
        {
            foreach (var parts in lines.Select(line => line.Split(' '))) _points[(parts[0], long.Parse(parts[2], CultureInfo.InvariantCulture))] = parts[1];
        }
    }
}
