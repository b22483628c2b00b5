using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Releases;

/// <summary>What a report published for its periods.</summary>
/// <param name="Number">From 1, in the order of recording.</param>
/// <param name="From">Its periods start from here on.</param>
/// <param name="To">And before this.</param>
/// <param name="RecordedAt">From when on it is what was published.</param>
/// <param name="Observations">How many it has.</param>
/// <param name="Revised">So many of them differ from what was published before for the same periods.</param>
/// <param name="Note">Why it was made, where it revises; null for a first one.</param>
public sealed record Release(
    long Number, Sector Sector, Window Window, DateTimeOffset From, DateTimeOffset To, DateTimeOffset RecordedAt, long Observations, long Revised, string? Note);
