using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Influx;

/// <summary>What the lines of series begin with, remembered up to a limit: a series' name never changes.</summary>
internal sealed class SeriesNames(Func<SchemeCatalog> schemes)
{
    private const int MaxRemembered = 200_000; // some 25 MB

    private readonly Dictionary<(int Partition, int Series), byte[]> _known = [];
    private Dictionary<ushort, Indicator> _indicators = [];

    public byte[] Of(int partition, int series, SinkView view)
    {
        if (_known.TryGetValue((partition, series), out var known)) return known;
        if (_known.Count == MaxRemembered) _known.Clear();
        var (device, indicator) = view.NameOf(series);
        known = InfluxLayout.SeriesOf(device, Find(indicator));
        _known.Add((partition, series), known);
        return known;
    }

    // Schemes may be reloaded while the platform runs; a number keeps its code.
    private Indicator Find(ushort number)
    {
        if (!_indicators.TryGetValue(number, out var indicator))
        {
            _indicators = schemes().Schemes.SelectMany(scheme => scheme.Indicators).ToDictionary(each => each.Number);
            if (!_indicators.TryGetValue(number, out indicator)) throw new InvalidDataException($"CORRUPT: no scheme has the indicator {number}, which has readings.");
        }

        return indicator;
    }
}
