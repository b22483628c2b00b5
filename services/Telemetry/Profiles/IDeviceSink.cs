using SmartSectors.Telemetry.Decoding.Fields;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>Where readings of several devices go, each device found by the name that its source gives it.</summary>
public interface IDeviceSink : IReadingSink
{
    /// <summary>
    /// Says whose the next sample is and by which profile it is read. Readings follow between
    /// <see cref="IReadingSink.BeginSample"/> and <see cref="IReadingSink.EndSample"/>; when the device is refused, there is
    /// no sample and only <see cref="IReadingSink.Reject"/> is called, once a reading, with the reason.
    /// </summary>
    /// <param name="profile">Not null when the result is <see cref="RejectReason.None"/>.</param>
    RejectReason Open(scoped in SampleHead head, out Profile? profile);

    /// <summary>Where the device of the open sample was; may come after its values.</summary>
    void Position(scoped in GeoPosition position);

    /// <summary>What the device of the open sample says of itself; may come after its values. The last word counts.</summary>
    void Condition(DeviceCondition condition);
}
