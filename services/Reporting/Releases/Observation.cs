using SmartSectors.Reporting.Disclosure;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Releases;

/// <summary>What a release says of one area, indicator and period: the whole of it, as the confidential copy has it.</summary>
/// <param name="Area">Its code, such as <c>79</c>.</param>
/// <param name="Value">The indicator's own value, by the method of its scheme; the statistics after it pool the readings. Null is a missing number.</param>
/// <param name="Completeness">Slots filled among those expected, 0 to 1; null where nothing was expected.</param>
/// <param name="Status">How far it can be relied on.</param>
/// <param name="IsFinal">The period is closed; else the figures are provisional.</param>
/// <param name="Confidentiality">Whether it may be published.</param>
public sealed record Observation(
    string Area, double? Value, long Count, decimal? Sum, double? Mean, double? StdDev, double? Min, double? Max, double? P50, double? P95, double? P99,
    long Devices, double? Completeness, double? Correct, double? Clean, double? Live, ObservationStatus Status, bool IsFinal, Confidentiality Confidentiality);

/// <summary>The observations of one indicator and period in one part of the nation.</summary>
/// <param name="Part"><c>VN</c> for the nation and what is in no province, else a province's code for it and its parts.</param>
/// <param name="StartMs">When the period starts.</param>
public readonly record struct BlockKey(Window Window, string Part, ushort Indicator, long StartMs);
