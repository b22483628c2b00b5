using SmartSectors.Telemetry.Collections;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>What a source's field is to the platform.</summary>
internal enum FieldRole : byte { Indicator, Latitude, Longitude, Accuracy, Condition, Ignored, Input }

/// <summary>One source name, and how its values become those of an indicator. Immutable; compiled once a profile.</summary>
internal sealed record ProfileField(FieldRole Role)
{
    public const int RoundingDecimals = 9; // a thousandth of what sums keep (10⁻⁶), so that 312 × 0.1 is 31.2

    private static readonly Dictionary<byte[], double> s_noWords = new(Utf8Comparer.IgnoreAsciiCase);

    /// <summary>The indicator's durable number.</summary>
    public ushort Indicator { get; init; }

    /// <summary>The indicator's unit.</summary>
    public required Unit Target { get; init; }

    /// <summary>The unit of the source's values where the message does not name one.</summary>
    public required Unit Unit { get; init; }

    public double Scale { get; init; } = 1;

    public double Offset { get; init; }

    /// <summary>The message's own units are known to be wrong and are not looked at.</summary>
    public bool IgnoresUnit { get; init; }

    /// <summary>What it means that a sample lacks the field; null for nothing.</summary>
    public double? Absent { get; private init; }

    /// <summary>Which bit tells that a sample had the field, where <see cref="Absent"/> is given.</summary>
    public int AbsentBit { get; private init; }

    /// <summary>Its place among the inputs of the profile's formulas; -1 where none names it.</summary>
    public int Input { get; init; } = -1;

    /// <summary>Another field of the same name, for another kind of unit.</summary>
    public ProfileField? Next { get; private init; }

    /// <summary>The numbers that words of the source stand for, by UTF-8 in any ASCII case.</summary>
    public Dictionary<byte[], double> Words { get; init; } = s_noWords;

    /// <summary>What its values say of the device's condition; null of another role.</summary>
    public ConditionWords? Conditions { get; init; }

    /// <summary>This field and the others of the same name.</summary>
    public IEnumerable<ProfileField> Chain
    {
        get
        {
            for (var link = this; link is not null; link = link.Next) yield return link;
        }
    }

    public ProfileField Then(ProfileField last) => this with { Next = Next is null ? last : Next.Then(last) };

    public ProfileField WhenAbsent(double value, int bit) => this with { Absent = value, AbsentBit = bit };

    /// <summary>The number that a word of the source stands for.</summary>
    public bool TryFindWord(ReadOnlySpan<byte> word, out double number) =>
        Words.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(word, out number);

    /// <summary>The field of this name whose unit is of the same kind as the message's; this one where none is.</summary>
    public ProfileField ForUnit(ReadOnlySpan<byte> unit)
    {
        if (Next is null || unit.IsEmpty || !UnitTable.TryFind(unit, out var named)) return this;
        for (var field = this; field is not null; field = field.Next)
            if (field.Target.Dimension == named.Dimension) return field;
        return this;
    }

    /// <summary>The value in the indicator's unit; <see cref="RejectReason.UnitMismatch"/> for a unit that does not convert.</summary>
    public RejectReason Convert(ReadOnlySpan<byte> unit, double value, out double converted)
    {
        converted = value;
        var from = Unit;
        if (!unit.IsEmpty && !IgnoresUnit && !UnitTable.TryFind(unit, out from)) return RejectReason.UnitMismatch;
        if (!UnitConversion.TryBetween(from, Target, out var conversion)) return RejectReason.UnitMismatch;

        if (Scale != 1 || Offset != 0 || !conversion.IsIdentity)
            converted = Math.Round(conversion.Apply((value * Scale) + Offset), RoundingDecimals);
        converted += 0.0; // -0 becomes 0: the same reading, so it must not conflict with it
        return !double.IsFinite(converted) ? RejectReason.NotFinite
            : Math.Abs(converted) > Decoding.NativeJsonDecoder.LargestValue ? RejectReason.OutOfRange
            : RejectReason.None;
    }
}
