using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Check;

/// <summary>Compares two cells bit for bit, by their canonical bytes. A cell without content is as good as none.</summary>
internal static class Verdict
{
    /// <summary>Null when they are equal.</summary>
    public static CheckFindingKind? Of(Cell stored, Cell recomputed)
    {
        if (CellCodec.Encode(stored).AsSpan().SequenceEqual(CellCodec.Encode(recomputed))) return null;
        return stored.IsEmpty ? CheckFindingKind.Missing
            : recomputed.IsEmpty ? CheckFindingKind.Unfounded
            : CheckFindingKind.Different;
    }
}
