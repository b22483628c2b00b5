using SmartSectors.Grains.Propagation;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Check;

/// <summary>
/// Compares the cells of communes, provinces, the nation and its unassigned with the merge of their sites' cells. Beside
/// a running platform a feed may be trimmed between looking at the areas and at a partition, so what differs is looked at
/// again: it counts when neither side has changed meanwhile.
/// </summary>
internal sealed class AreaCheck(StorageOptions options, AreaCatalog catalog, CheckScope scope, CheckCounts counts)
{
    // Bounds the memory: so many windows of every area at once.
    private const int WindowsAtOnce = 16;

    private readonly record struct Suspect(Indicator Indicator, AreaMark Mark, Cell Stored, Cell Merged, CheckFindingKind Kind);

    public IEnumerable<CheckFinding> Run(IReadOnlyList<Indicator> indicators, CancellationToken cancellationToken)
    {
        var suspects = new List<Suspect>();
        using (var look = new AreaLook(options, catalog))
        {
            foreach (var indicator in indicators)
            {
                foreach (var window in WindowCalendar.All) Compare(look, indicator, window, suspects, cancellationToken);
            }
        }

        return suspects.Count == 0 ? [] : LookAgain(suspects);
    }

    private void Compare(AreaLook look, Indicator indicator, Window window, List<Suspect> suspects, CancellationToken cancellationToken)
    {
        var areas = look.AreasWith(indicator, window);
        var from = scope.From?.ToUnixTimeMilliseconds() ?? long.MinValue;
        var to = scope.To?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        while (look.FindNext(indicator, window, areas, from) is { } start && start < to)
        {
            cancellationToken.ThrowIfCancellationRequested();
            from = start;
            for (var i = 0; i < WindowsAtOnce && from < to; i++) from = WindowCalendar.End(window, from);
            foreach (var (mark, stored, merged) in look.Read(indicator, window, areas, start, Math.Min(from, to)))
            {
                if (window == Window.Minute && mark.Key.StartMs < look.MinutesFromMs)
                {
                    counts.Sealed++;
                    continue;
                }

                if (look.IsMoving(mark.Key))
                {
                    counts.Pending++;
                    continue;
                }

                counts.Compared++;
                if (Verdict.Of(stored, merged) is { } kind) suspects.Add(new Suspect(indicator, mark, stored, merged, kind));
            }

            counts.Report();
        }
    }

    private IEnumerable<CheckFinding> LookAgain(List<Suspect> suspects)
    {
        using var look = new AreaLook(options, catalog);
        foreach (var window in suspects.GroupBy(suspect => (suspect.Indicator, suspect.Mark.Key)))
        {
            var (indicator, key) = window.Key;
            var now = look.Read(indicator, key.Window, look.AreasWith(indicator, key.Window), key.StartMs, key.StartMs + 1)
                .ToDictionary(pair => pair.Mark.Area);
            foreach (var suspect in window)
            {
                var isSame = now.TryGetValue(suspect.Mark.Area, out var pair)
                    && Verdict.Of(pair.Stored, suspect.Stored) is null && Verdict.Of(pair.Merged, suspect.Merged) is null;
                if (isSame && !look.IsMoving(key)) yield return Finding(suspect);
            }
        }
    }

    private static CheckFinding Finding(in Suspect suspect) => new(
        suspect.Kind,
        suspect.Mark.Area switch
        {
            AreaNumber.Nation => AreaLevel.Nation,
            <= AreaNumber.Unassigned => AreaLevel.Province,
            _ => AreaLevel.Commune,
        },
        AreaNumber.Code(suspect.Mark.Area), suspect.Indicator, suspect.Mark.Key.Window,
        DateTimeOffset.FromUnixTimeMilliseconds(suspect.Mark.Key.StartMs), CellWords.Of(suspect.Stored), CellWords.Of(suspect.Merged));
}
