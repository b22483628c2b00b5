using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Check;

/// <summary>A cell of the indicator and partition that are being checked.</summary>
internal readonly record struct CellAt(int Site, Window Window, long StartMs);
