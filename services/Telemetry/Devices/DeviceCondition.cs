namespace SmartSectors.Telemetry.Devices;

/// <summary>Whether what a device measures is to be believed. The numbers are durable.</summary>
public enum DeviceCondition : byte
{
    Normal = 0,

    /// <summary>Being calibrated: what it measures is the reference, not the site.</summary>
    Calibrating = 1,

    /// <summary>It is known not to work.</summary>
    Error = 2,

    /// <summary>Somebody works on it.</summary>
    Maintenance = 3,
}

/// <summary>Who tells a device's condition. The numbers are durable.</summary>
public enum ConditionSource : byte
{
    /// <summary>The device itself, or its gateway.</summary>
    Device = 0,

    /// <summary>An operator or installer.</summary>
    Operator = 1,
}

/// <summary>The conditions' and sources' names in profiles and the API, and their rule.</summary>
public static class DeviceConditions
{
    private static readonly string[] s_names = ["normal", "calibrating", "error", "maintenance"];

    /// <summary>All of them, in the order of their numbers.</summary>
    public static IReadOnlyList<DeviceCondition> All { get; } = Enum.GetValues<DeviceCondition>();

    /// <summary>Such as <c>calibrating</c>.</summary>
    public static string Name(this DeviceCondition condition) => s_names[(int)condition];

    public static string Name(this ConditionSource source) => source is ConditionSource.Device ? "device" : "operator";

    /// <summary>Readings measured under it are kept, flagged and excluded from values.</summary>
    public static bool Excludes(this DeviceCondition condition) => condition is not DeviceCondition.Normal;

    /// <summary>By its name, in any case.</summary>
    public static bool TryParse(string? name, out DeviceCondition condition)
    {
        var at = Array.FindIndex(s_names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        condition = at < 0 ? DeviceCondition.Normal : (DeviceCondition)at;
        return at >= 0;
    }
}
