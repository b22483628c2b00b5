namespace SmartSectors.Telemetry.Queries;

/// <summary>The statistics of a point that can be asked for. Start, status, outstanding, revision and final are always there.</summary>
[Flags]
public enum Statistics
{
    None = 0,
    Value = 1 << 0,
    Count = 1 << 1,
    Sum = 1 << 2,
    Mean = 1 << 3,
    Min = 1 << 4,
    Max = 1 << 5,
    StdDev = 1 << 6,
    P50 = 1 << 7,
    P95 = 1 << 8,
    P99 = 1 << 9,
    Devices = 1 << 10,
    Expected = 1 << 11,
    Coverage = 1 << 12,
    Flags = 1 << 13,
    Criteria = 1 << 14,
    All = (1 << 15) - 1,
}
