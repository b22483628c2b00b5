using System.Globalization;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality.Criteria;

namespace SmartSectors.Storage.Check;

/// <summary>A cell in words, for whoever looks for what went wrong with it.</summary>
internal static class CellWords
{
    public static string Of(Cell cell) => cell.IsEmpty ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"flags {cell.Pass}/{cell.Unevaluated}/{cell.Suspect}/{cell.Fail} sum {cell.Sum} squares {cell.SumSquares} min {cell.Min} max {cell.Max} own {cell.OwnSum}/{cell.OwnWeight} slots {cell.Received}/{cell.Expected} devices {cell.Devices}{Of(cell.Criteria)}");

    private static string Of(CellCriteria? criteria) => criteria is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $" correct {criteria.Correct.Sum}/{criteria.Correct.Weight} clean {criteria.Clean.Sum}/{criteria.Clean.Weight} alive {criteria.Alive}/{criteria.Asked} prompt {criteria.Prompt} delayed {criteria.Delays.Count}");
}
