namespace SmartSectors.Telemetry.Readings;

/// <summary>
/// Where a decoder puts what it finds, in the order of the body. A struct in the hot path, so that the decoder is
/// compiled for it and nothing is boxed. When the decoder ends in an error the caller takes back what was put.
/// </summary>
public interface IReadingSink
{
    /// <summary>A body's own time for "none given": the reading gets the time of receipt.</summary>
    public const long NoTime = long.MinValue;

    /// <summary>Begins a group of values measured at one moment.</summary>
    /// <param name="timeMs">Unix milliseconds, or <see cref="NoTime"/>.</param>
    void BeginSample(long timeMs);

    /// <summary>A value of the open sample; finite, and at most 10⁹ in magnitude.</summary>
    void Value(ushort indicator, double value);

    /// <summary>One reading of the open sample is refused; the others stand.</summary>
    /// <param name="name">The key as the body has it (UTF-8, unescaped or raw), for the sampled evidence.</param>
    /// <param name="unit">The unit that the message names for an indicator that nobody knows; empty where it names none.</param>
    /// <param name="value">The value of such a reading, to be kept until a scheme has the indicator; not a number where there is none.</param>
    void Reject(RejectReason reason, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> unit = default, double value = double.NaN);

    /// <summary>Ends the open sample.</summary>
    void EndSample();
}
