using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Telemetry.Queries;

/// <summary>A device's condition now.</summary>
/// <param name="Source">Who says so; of no meaning where nothing was ever said.</param>
/// <param name="Since">From when it holds; null for since ever, or for longer than is remembered.</param>
/// <param name="Until">When it ends, as far as was said; null for until something else is said.</param>
public sealed record ReportedCondition(DeviceCondition Condition, ConditionSource Source, DateTimeOffset? Since, DateTimeOffset? Until)
{
    /// <summary>A device of which nothing is said.</summary>
    public static ReportedCondition Normal { get; } = new(DeviceCondition.Normal, ConditionSource.Device, null, null);
}

/// <summary>Takes what operators and installers say of devices' conditions.</summary>
public interface IConditionReports
{
    /// <summary>
    /// Says what a device's condition was, is or will be over [from, until); durable when it returns. False when the
    /// device was never heard.
    /// </summary>
    /// <param name="until">Null for until something else is said; that takes the place of whatever was said of later moments.</param>
    /// <param name="actor">Who says so, for the audit.</param>
    Task<bool> ReportAsync(
        string deviceId, DeviceCondition condition, DateTimeOffset from, DateTimeOffset? until, string actor, CancellationToken cancellationToken);
}
