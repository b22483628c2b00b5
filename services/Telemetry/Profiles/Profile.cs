using System.Collections.Immutable;
using SmartSectors.Telemetry.Collections;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>Whose readings a client's messages are.</summary>
public enum SourceIdentity : byte
{
    /// <summary>Those of the device that topic or body name; the client's own where they name none.</summary>
    Message,

    /// <summary>The connected client's, whatever the message names.</summary>
    Client,
}

/// <summary>Where the time of a reading comes from.</summary>
public enum TimeOrigin : byte
{
    /// <summary>The message's own time; the receipt where it has none.</summary>
    Message,

    /// <summary>When the gateway heard the device; the message's own where it does not say.</summary>
    Gateway,

    /// <summary>The receipt, for devices whose clock is not to be believed.</summary>
    Receipt,
}

/// <summary>How a device's readings are attributed to an area.</summary>
public enum Attribution : byte
{
    /// <summary>To the commune of the site where the device is registered.</summary>
    Site,

    /// <summary>To the province where the device was.</summary>
    Position,
}

/// <summary>
/// What a device model's fields mean: source names and units to indicators of one sector, and where time and identity come
/// from. Immutable; looking a name up allocates nothing.
/// </summary>
public sealed class Profile
{
    private readonly Dictionary<byte[], ProfileField> _fields;
    private readonly ImmutableArray<byte[]> _ignoredPrefixes;

    internal Profile(Scheme scheme, Dictionary<byte[], ProfileField> fields, ImmutableArray<byte[]> ignoredPrefixes)
    {
        Scheme = scheme;
        _fields = fields;
        _ignoredPrefixes = ignoredPrefixes;
        WithAbsent = [.. fields.Values.SelectMany(field => field.Chain).Where(field => field.Absent is not null).OrderBy(field => field.AbsentBit)];
    }

    /// <summary>Such as <c>owntracks-vehicle</c>; unique.</summary>
    public required string Name { get; init; }

    /// <summary>Counts the changes of this profile from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Whose indicators the fields are.</summary>
    public Scheme Scheme { get; }

    /// <summary>The formats whose devices have this profile when their registration names none.</summary>
    public ImmutableArray<ForeignFormat> DefaultFor { get; init; } = [];

    /// <summary>The sources' names for the device model (<see cref="SampleHead.Model"/>), any ASCII case.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    public SourceIdentity Identity { get; init; }

    public TimeOrigin TimeOrigin { get; init; }

    /// <summary>What a bare number of time counts.</summary>
    public TimePrecision TimePrecision { get; init; }

    /// <summary>How old a reading may be when it comes; null for the platform's own horizon.</summary>
    public TimeSpan? AllowedLateness { get; init; }

    /// <summary>When the source delivers; empty for one that is always connected.</summary>
    public ImmutableArray<DeliveryWindow> DeliveryWindows { get; init; } = [];

    /// <summary>Its devices are always connected, so a reading that comes late is flagged by the test of data reception.</summary>
    public bool JudgesReception { get; init; }

    public Attribution Attribution { get; init; }

    /// <summary>
    /// True when fields are named by indicator code and times are as prescribed: a native body of such a device needs no
    /// profile and may go to <see cref="NativeJsonDecoder"/>.
    /// </summary>
    public bool IsPlain { get; internal init; }

    /// <summary>What formulas say, in the order of the file.</summary>
    internal ImmutableArray<DerivedField> Derived { get; init; } = [];

    /// <summary>The fields whose absence has a meaning.</summary>
    internal ImmutableArray<ProfileField> WithAbsent { get; }

    /// <summary>The time of a sample by this profile; <see cref="Readings.IReadingSink.NoTime"/> for the receipt's.</summary>
    public long TimeOf(scoped in SampleHead head) => TimeOrigin switch
    {
        TimeOrigin.Receipt => Readings.IReadingSink.NoTime,
        TimeOrigin.Gateway when head.GatewayTime.IsGiven => head.GatewayTime.ToUnixMs(TimePrecision),
        _ => head.Time.ToUnixMs(TimePrecision),
    };

    /// <summary>Neither a reading nor a refusal.</summary>
    internal static ProfileField Ignored { get; } = new(FieldRole.Ignored) { Target = default, Unit = default };

    /// <summary>What a field is; null for a name that means nothing here.</summary>
    internal ProfileField? Find(ReadOnlySpan<byte> name)
    {
        if (_fields.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var field)) return field;
        foreach (var prefix in _ignoredPrefixes)
            if (name.StartsWith(prefix)) return Ignored;
        return null;
    }
}
