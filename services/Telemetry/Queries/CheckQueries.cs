using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Queries;

/// <summary>Which cells a check recomputes; null means all of them.</summary>
/// <param name="Site">One site and the cells of that site only.</param>
/// <param name="From">Inclusive; a cell belongs to the range when its window's start does.</param>
/// <param name="To">Exclusive.</param>
public sealed record CheckScope(Indicator? Indicator, string? Site, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>How far a check has come.</summary>
/// <param name="CellsCompared">Recomputed from readings (or merged from children) and compared.</param>
/// <param name="CellsSealed">Not comparable, for their readings are past retention or erased; they are no findings.</param>
/// <param name="CellsPending">Not comparable yet, for a change of their children is still on its way up; they are no findings.</param>
/// <param name="CellsWaiting">
/// Not comparable yet, for a flag changed after they were closed and their next revision brings it; they are no findings.
/// </param>
/// <param name="Readings">Stored readings that were read.</param>
public readonly record struct CheckProgress(long CellsCompared, long CellsSealed, long CellsPending, long CellsWaiting, long Readings);

/// <summary>What a check may find wrong with a cell.</summary>
public enum CheckFindingKind : byte
{
    /// <summary>The stored cell and its recomputation are not equal.</summary>
    Different,

    /// <summary>The readings ask for a cell that is not stored.</summary>
    Missing,

    /// <summary>A cell is stored that no reading asks for.</summary>
    Unfounded,
}

/// <summary>One cell that is not what its readings make it.</summary>
/// <param name="Stored">The stored cell, in words; empty when it is missing.</param>
/// <param name="Recomputed">Its recomputation, in words; empty when it is unfounded.</param>
public sealed record CheckFinding(
    CheckFindingKind Kind, AreaLevel Level, string Area, Indicator Indicator, Window Window, DateTimeOffset Start,
    string Stored, string Recomputed);

/// <summary>Recomputes cells from readings and compares them with what is stored.</summary>
public interface IConsistencyCheck
{
    /// <summary>
    /// Gives the findings as they are found, none when all is equal; the last report of <paramref name="progress"/> has
    /// the whole counts.
    /// </summary>
    IAsyncEnumerable<CheckFinding> RunAsync(CheckScope scope, IProgress<CheckProgress> progress, CancellationToken cancellationToken);
}
