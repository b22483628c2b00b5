using System.Buffers;
using System.Numerics;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Senml;

/// <summary>
/// Resolves the records of a pack (RFC 8428 §4): base fields hold for their own and the following records until they are
/// replaced, whichever encoding they came in.
/// </summary>
/// <remarks>
/// The base name is the device and the name the field, for that is how devices with several sensors split it (§5.1.2); a
/// separator at the end of the base name is dropped. Without a base name the device is the topic's. A sum is a field of its
/// own, <c>{name}.sum</c>.
/// </remarks>
internal ref struct SenmlPack(ReadOnlySpan<byte> topicDevice, long receivedMs)
{
    private const int SupportedVersion = 10;       // RFC 8428 §4.1: "the version number … is 10"
    private const double FirstAbsolute = 1 << 28;  // §4.5.3: a time below 2²⁸ s is relative to now
    private const int MaxNameBytes = 255;

    private static readonly SearchValues<byte> s_nameBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-:./_"u8);

    private readonly ReadOnlySpan<byte> _topicDevice = topicDevice;
    private ReadOnlySpan<byte> _baseName;
    private ReadOnlySpan<byte> _baseUnit;
    private double _baseTime;
    private double _baseValue;
    private double _baseSum;
    private double _version;

    /// <summary>Takes the next record; any reason but None refuses the pack.</summary>
    public RejectReason Put<TSink>(scoped in SenmlRecord record, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var refused = TakeBases(record, ref writer, ref sink);
        if (refused is not RejectReason.None || !record.Has(SenmlLabel.Regular)) return refused;

        // §4.2: exactly one value field, unless a sum stands alone.
        var values = BitOperations.PopCount((uint)(record.Labels & SenmlLabel.AnyValue));
        if (values > 1 || (values == 0 && !record.Has(SenmlLabel.Sum))) return RejectReason.Malformed;
        if (_baseName.Length + record.Name.Length is 0 or > MaxNameBytes) return RejectReason.Malformed;

        writer.Continue(new SampleHead { Device = Device, Time = TimeOf(record) }, ref sink);
        if (IsName(record.Name)) PutFields(record, ref writer, ref sink);
        else writer.Reject(RejectReason.Malformed, record.Name, ref sink);
        return RejectReason.None;
    }

    private readonly ReadOnlySpan<byte> Device =>
        _baseName.IsEmpty ? _topicDevice
        : _baseName.Length > 1 && _baseName[^1] is (byte)':' or (byte)'/' or (byte)'.' or (byte)'-' or (byte)'_' ? _baseName[..^1]
        : _baseName;

    private RejectReason TakeBases<TSink>(in SenmlRecord record, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        if (record.Has(SenmlLabel.BaseVersion))
        {
            if (record.BaseVersion is not (> 0 and <= SupportedVersion)) return RejectReason.Unsupported;
            if (_version != 0 && _version != record.BaseVersion) return RejectReason.Malformed; // one version a pack
            _version = record.BaseVersion;
        }
        if (record.Has(SenmlLabel.BaseName))
        {
            writer.End(ref sink); // the former name may have stood where this one was unescaped
            _baseName = record.BaseName;
        }
        if (record.Has(SenmlLabel.BaseUnit)) _baseUnit = record.BaseUnit;
        if (record.Has(SenmlLabel.BaseTime)) _baseTime = record.BaseTime;
        if (record.Has(SenmlLabel.BaseValue)) _baseValue = record.BaseValue;
        if (record.Has(SenmlLabel.BaseSum)) _baseSum = record.BaseSum;
        return RejectReason.None;
    }

    private readonly void PutFields<TSink>(scoped in SenmlRecord record, ref FieldWriter writer, ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct
    {
        var unit = record.Has(SenmlLabel.Unit) ? record.Unit : _baseUnit;
        switch (record.Labels & SenmlLabel.AnyValue)
        {
            case SenmlLabel.Value:
                writer.Value(record.Name, unit, record.Value + _baseValue, ref sink);
                break;
            case SenmlLabel.BooleanValue:
                writer.Value(record.Name, unit, record.Value, ref sink);
                break;
            case SenmlLabel.StringValue:
                writer.Text(record.Name, unit, record.Text, ref sink);
                break;
            case SenmlLabel.DataValue:
                writer.Reject(RejectReason.NotNumeric, record.Name, ref sink);
                break;
            default:
                break; // a sum alone
        }
        if (!record.Has(SenmlLabel.Sum)) return;

        var suffix = ".sum"u8;
        Span<byte> name = stackalloc byte[MaxNameBytes + 4];
        record.Name.CopyTo(name);
        suffix.CopyTo(name[record.Name.Length..]);
        writer.Value(name[..(record.Name.Length + suffix.Length)], default, record.Sum + _baseSum, ref sink);
    }

    // §4.5.3, §4.3: no time at all is now, which is the receipt's to say.
    private readonly SourceTime TimeOf(in SenmlRecord record)
    {
        var seconds = _baseTime + record.Time;
        if (seconds == 0) return default;
        var ms = Math.Round(seconds * 1000);
        if (seconds < FirstAbsolute) ms += receivedMs;
        return SourceTime.Exact((long)Math.Clamp(ms, -9e15, 9e15)); // beyond, doubles skip milliseconds; far from any time
    }

    // §4.5.1: names are of these characters, and the whole begins with a letter or a digit.
    private readonly bool IsName(ReadOnlySpan<byte> name) =>
        !name.ContainsAnyExcept(s_nameBytes)
        && !_baseName.ContainsAnyExcept(s_nameBytes)
        && char.IsAsciiLetterOrDigit((char)(_baseName.IsEmpty ? name[0] : _baseName[0]));
}
