using SmartSectors.Grains.Partitions;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Schemes;
using SmartSectors.Telemetry.Trips;

namespace SmartSectors.Storage.Check;

/// <summary>The other series that an indicator's own value is made of: what weighs it, what a ratio divides, what it is derived from.</summary>
internal sealed class SeriesInputs
{
    private readonly Dictionary<int, SeriesFacts> _flows = [];
    private readonly HashSet<ushort> _counters = [];

    public SeriesInputs(Indicator indicator, SchemeCatalog schemes, ILookup<ushort, SeriesFacts> series)
    {
        if (indicator.WeighedBy is { } weight && schemes.TryGet(weight, out var flow))
        {
            FlowHoldMs = (long)flow.Hold.TotalMilliseconds;
            _flows = series[weight].ToDictionary(one => one.Device);
        }

        if (indicator.DerivedFrom is { } source && schemes.TryGet(source, out var speed))
        {
            Travel = speed.Travel;
            Derived = [.. series[source]];
        }

        if (indicator.Ratio is not { } ratio) return;
        OfRatio = [.. series[ratio.Numerator].Select(one => (one, true)), .. series[ratio.Denominator].Select(one => (one, false))];
        foreach (var number in (ReadOnlySpan<ushort>)[ratio.Numerator, ratio.Denominator])
        {
            if (schemes.TryGet(number, out var input) && OwnValue.StateOf(input) == OwnState.Counter) _counters.Add(number);
        }
    }

    /// <summary>The series of a ratio's numerator and denominator.</summary>
    public IReadOnlyList<(SeriesFacts Series, bool IsNumerator)> OfRatio { get; } = [];

    /// <summary>The series that the indicator is derived from, and how.</summary>
    public IReadOnlyList<SeriesFacts> Derived { get; } = [];

    public TravelRules? Travel { get; }

    /// <summary>For how long a value that weighs others holds.</summary>
    public long FlowHoldMs { get; }

    /// <summary>The series that weighs a device's values; null where there is none.</summary>
    public SeriesFacts? FlowOf(int device) => _flows.GetValueOrDefault(device);

    public bool IsCounter(SeriesFacts input) => _counters.Contains(input.Indicator);
}
