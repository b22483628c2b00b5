using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Releases;

/// <summary>The blocks of one indicator in one part of the nation whose periods start in a span of time.</summary>
/// <param name="FromMs">Inclusive.</param>
/// <param name="ToMs">Exclusive.</param>
public readonly record struct BlockRange(Window Window, string Part, ushort Indicator, long FromMs, long ToMs);

/// <summary>A block as one release has it.</summary>
/// <param name="Release">The release that first said so.</param>
public readonly record struct BlockVersion(long StartMs, long Release);
