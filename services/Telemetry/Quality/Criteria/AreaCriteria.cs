using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Telemetry.Quality.Criteria;

/// <summary>
/// The four criteria of devices together, at any level, for one period: integers that merge in any order and grouping.
/// Correct, complete and clean are the devices' quotients weighted by their expected slots (standards.md); alive is the
/// share of devices. A criterion to which no device contributes is null.
/// </summary>
/// <remarks>
/// Each device's weighted quotient is rounded once, to 10⁻⁹ of a slot. A device of an event-driven indicator expects
/// no slot; where it has counts it weighs as one slot, or its criteria would be lost. Completeness needs no rounding:
/// the weight cancels the quotient's denominator.
/// </remarks>
public record struct AreaCriteria
{
    private const long UnitsPerSlot = 1_000_000_000;

    private WeightedShare _correct;
    private WeightedShare _complete;
    private WeightedShare _clean;

    /// <summary>Devices that were asked for, being active in the period.</summary>
    public long Devices { get; private set; }

    /// <summary>Those of them that were heard within three periods (or their delivery window) of its end.</summary>
    public long Alive { get; private set; }

    /// <summary>đúng: readings that passed among those judged.</summary>
    public readonly double? Correct => _correct.Quotient;

    /// <summary>đủ: slots filled among those expected.</summary>
    public readonly double? Complete => _complete.Quotient;

    /// <summary>sạch: messages accepted among those received.</summary>
    public readonly double? Clean => _clean.Quotient;

    /// <summary>sống: devices that are heard among all.</summary>
    public readonly double? Live => Devices > 0 ? FixedPoint.Divide(Alive, Devices) : null;

    /// <summary>The least of the four that are known; never a blend of them. Null where none is.</summary>
    public readonly double? Minimum
    {
        get
        {
            double? least = null;
            foreach (var criterion in (ReadOnlySpan<double?>)[Correct, Complete, Clean, Live])
            {
                if (criterion is { } value && !(value >= least)) least = value;
            }

            return least;
        }
    }

    /// <summary>The slots that were expected of all devices: the weight of the completeness.</summary>
    public readonly Int128 Expected => _complete.Weight / UnitsPerSlot;

    /// <summary>Adds one device with all its counts of the period.</summary>
    /// <param name="isAlive">
    /// At the end of the period, or now in one that is open, at most three periods have passed since it was last seen, or
    /// it is within its delivery window; null where that is not asked of it (an event-driven indicator).
    /// </param>
    public void Add(in DeviceCriteria device, bool? isAlive)
    {
        var weight = Math.Max(1, device.Expected);
        _correct.Add(device.Pass, device.Judged, weight);
        _complete.Add(Math.Min(device.Received, device.Expected), device.Expected, device.Expected);
        _clean.Add(device.Accepted, device.Messages, weight);
        if (isAlive is not { } alive) return;
        Devices++;
        if (alive) Alive++;
    }

    /// <summary>Adds other devices' criteria of the same period.</summary>
    public void Merge(in AreaCriteria other)
    {
        _correct.Merge(other._correct);
        _complete.Merge(other._complete);
        _clean.Merge(other._clean);
        Devices += other.Devices;
        Alive += other.Alive;
    }

    /// <summary>Appends the criteria to a stored form; equal ones have equal bytes.</summary>
    public readonly void Write(ref Binary.ByteWriter writer)
    {
        _correct.Write(ref writer);
        _complete.Write(ref writer);
        _clean.Write(ref writer);
        writer.WriteSigned(Devices);
        writer.WriteSigned(Alive);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static AreaCriteria Read(ref Binary.ByteReader reader) => new()
    {
        _correct = WeightedShare.Read(ref reader),
        _complete = WeightedShare.Read(ref reader),
        _clean = WeightedShare.Read(ref reader),
        Devices = reader.ReadSigned(),
        Alive = reader.ReadSigned(),
    };

    /// <summary>Σ weight · quotient and Σ weight, both in 10⁻⁹ of a slot.</summary>
    private record struct WeightedShare
    {
        public Int128 Sum;
        public Int128 Weight;

        public readonly double? Quotient => Weight > 0 ? FixedPoint.Divide(Sum, Weight) : null;

        public void Add(long part, long whole, long weight)
        {
            if (whole <= 0 || weight <= 0) return;
            Sum += (((Int128)part * weight * UnitsPerSlot) + (whole / 2)) / whole;
            Weight += (Int128)weight * UnitsPerSlot;
        }

        public void Merge(in WeightedShare other)
        {
            Sum += other.Sum;
            Weight += other.Weight;
        }

        public readonly void Write(ref Binary.ByteWriter writer)
        {
            writer.WriteWide(Sum);
            writer.WriteWide(Weight);
        }

        public static WeightedShare Read(ref Binary.ByteReader reader) => new() { Sum = reader.ReadWide(), Weight = reader.ReadWide() };
    }
}
