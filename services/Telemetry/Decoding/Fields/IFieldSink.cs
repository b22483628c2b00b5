using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Decoding.Fields;

/// <summary>
/// Where a foreign decoder puts what it finds: fields under the source's own names and units, in the order of the body.
/// What they mean is a profile's to say (<c>ProfileSink</c>). A struct in
/// the hot path, as <see cref="IReadingSink"/> is. When the decoder ends in an error the caller takes back what was put.
/// </summary>
/// <remarks>Names, units and texts are UTF-8 over the body or the decoder's stack: whoever keeps them copies them.</remarks>
public interface IFieldSink
{
    /// <summary>Begins a group of fields of one device at one moment. Samples do not nest; none is empty.</summary>
    void BeginSample(scoped in SampleHead head);

    /// <summary>A number, or a boolean as 1 or 0. Any double at all.</summary>
    /// <param name="unit">As the message names it; empty where it does not.</param>
    void Value(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, double value);

    /// <summary>A text: perhaps a number in quotes, perhaps a word that the profile has a number for.</summary>
    void Text(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit, scoped ReadOnlySpan<byte> text);

    /// <summary>Where the device was.</summary>
    void Position(scoped in GeoPosition position);

    /// <summary>One field of the open sample is no reading; the others stand.</summary>
    void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name);

    /// <summary>Ends the open sample.</summary>
    void EndSample();
}
