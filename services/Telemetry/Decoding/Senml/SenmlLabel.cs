using SmartSectors.Telemetry.Decoding.Fields;

namespace SmartSectors.Telemetry.Decoding.Senml;

/// <summary>The labels of a SenML record (RFC 8428 §4.1, §4.2); a bit each, for what a record has.</summary>
[Flags]
internal enum SenmlLabel : ushort
{
    Unknown = 0,
    BaseVersion = 1 << 0,
    BaseName = 1 << 1,
    BaseTime = 1 << 2,
    BaseUnit = 1 << 3,
    BaseValue = 1 << 4,
    BaseSum = 1 << 5,
    Name = 1 << 6,
    Unit = 1 << 7,
    Value = 1 << 8,
    StringValue = 1 << 9,
    BooleanValue = 1 << 10,
    Sum = 1 << 11,
    Time = 1 << 12,
    UpdateTime = 1 << 13,
    DataValue = 1 << 14,

    /// <summary>Of these a record has one, unless it has a sum alone.</summary>
    AnyValue = Value | StringValue | BooleanValue | DataValue,

    /// <summary>A record with none of these only sets bases for those that follow.</summary>
    Regular = AnyValue | Name | Unit | Sum | Time | UpdateTime,
}

/// <summary>The labels as JSON and CBOR write them.</summary>
internal static class SenmlLabels
{
    // RFC 8428 §6, table 4: bver -1, bn -2, bt -3, bu -4, bv -5, bs -6, n 0, u 1, v 2, vs 3, vb 4, s 5, t 6, ut 7, vd 8.
    private static readonly SenmlLabel[] s_bases =
    [
        SenmlLabel.BaseVersion, SenmlLabel.BaseName, SenmlLabel.BaseTime, SenmlLabel.BaseUnit, SenmlLabel.BaseValue, SenmlLabel.BaseSum,
    ];

    private static readonly SenmlLabel[] s_regulars =
    [
        SenmlLabel.Name, SenmlLabel.Unit, SenmlLabel.Value, SenmlLabel.StringValue, SenmlLabel.BooleanValue, SenmlLabel.Sum,
        SenmlLabel.Time, SenmlLabel.UpdateTime, SenmlLabel.DataValue,
    ];

    public static SenmlLabel Of(ReadOnlySpan<byte> label) => label switch
    {
        [(byte)'n'] => SenmlLabel.Name,
        [(byte)'u'] => SenmlLabel.Unit,
        [(byte)'v'] => SenmlLabel.Value,
        [(byte)'t'] => SenmlLabel.Time,
        [(byte)'s'] => SenmlLabel.Sum,
        [(byte)'v', (byte)'s'] => SenmlLabel.StringValue,
        [(byte)'v', (byte)'b'] => SenmlLabel.BooleanValue,
        [(byte)'v', (byte)'d'] => SenmlLabel.DataValue,
        [(byte)'u', (byte)'t'] => SenmlLabel.UpdateTime,
        [(byte)'b', (byte)'n'] => SenmlLabel.BaseName,
        [(byte)'b', (byte)'t'] => SenmlLabel.BaseTime,
        [(byte)'b', (byte)'u'] => SenmlLabel.BaseUnit,
        [(byte)'b', (byte)'v'] => SenmlLabel.BaseValue,
        [(byte)'b', (byte)'s'] => SenmlLabel.BaseSum,
        [(byte)'b', (byte)'v', (byte)'e', (byte)'r'] => SenmlLabel.BaseVersion,
        _ => SenmlLabel.Unknown,
    };

    public static SenmlLabel Of(long label) =>
        label is >= 0 and <= 8 ? s_regulars[label] : label is <= -1 and >= -6 ? s_bases[-1 - label] : SenmlLabel.Unknown;

    /// <summary>Where a text of this label is unescaped.</summary>
    public static ScratchSlot Slot(this SenmlLabel label) => label switch
    {
        SenmlLabel.BaseName => ScratchSlot.Device,
        SenmlLabel.BaseUnit => ScratchSlot.Model,
        SenmlLabel.Name => ScratchSlot.Name,
        SenmlLabel.Unit => ScratchSlot.Unit,
        _ => ScratchSlot.Text,
    };
}
