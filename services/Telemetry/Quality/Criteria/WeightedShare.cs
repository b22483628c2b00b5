using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Telemetry.Quality.Criteria;

/// <summary>
/// A criterion of many devices together: the mean of their quotients, weighted by what was expected of them
/// (standards.md). Integers that merge in any order and can be taken back, so a recomputation is equal.
/// </summary>
/// <remarks>Each device's weighted quotient of a quarter-hour is rounded once, to 10⁻⁹ of a slot.</remarks>
public record struct WeightedShare
{
    internal const long UnitsPerSlot = 1_000_000_000;

    /// <summary>Σ weight · quotient, in 10⁻⁹ of a slot.</summary>
    public Int128 Sum { get; internal set; }

    /// <summary>Σ weight, in slots.</summary>
    public long Weight { get; internal set; }

    /// <summary>Null where nothing weighs.</summary>
    public readonly double? Quotient => Weight > 0 ? FixedPoint.Divide(Sum, (Int128)Weight * UnitsPerSlot) : null;

    /// <summary>Adds one device's <paramref name="part"/> of a <paramref name="whole"/>; nothing where the whole is zero.</summary>
    public void Add(long part, long whole, long weight) => Book(part, whole, weight, 1);

    /// <summary>Takes back what <see cref="Add"/> added.</summary>
    public void Remove(long part, long whole, long weight) => Book(part, whole, weight, -1);

    public void Merge(in WeightedShare other)
    {
        Sum += other.Sum;
        Weight += other.Weight;
    }

    private void Book(long part, long whole, long weight, int sign)
    {
        if (whole <= 0) return;
        Sum += sign * ((((Int128)part * weight * UnitsPerSlot) + (whole / 2)) / whole);
        Weight += sign * weight;
    }
}
