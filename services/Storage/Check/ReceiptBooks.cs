using System.Runtime.InteropServices;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Check;

/// <summary>
/// What cells say of receipts ("sạch", "sống", delays), which no stored reading can tell: the quarter-hours are taken as
/// they are, and each longer window is to be what they merge to.
/// </summary>
internal sealed class ReceiptBooks
{
    private Dictionary<CellAt, CellCriteria> _ofDay = [];
    private Dictionary<CellAt, CellCriteria> _months = [];

    /// <summary>Takes a quarter-hour's cell.</summary>
    public void Add(CellAt quarter, Cell held)
    {
        if (held.Criteria is not { } criteria) return;
        for (var window = Window.QuarterHour; window <= Window.Month; window++)
        {
            var books = window == Window.Month ? _months : _ofDay;
            ref var merged = ref CollectionsMarshal.GetValueRefOrAddDefault(
                books, new CellAt(quarter.Site, window, WindowCalendar.Start(window, quarter.StartMs)), out _);
            (merged ??= new CellCriteria()).MergeReceipts(criteria);
        }
    }

    /// <summary>The windows of a day that were gathered since the last call.</summary>
    public Dictionary<CellAt, CellCriteria> TakeDay()
    {
        var taken = _ofDay;
        _ofDay = [];
        return taken;
    }

    public Dictionary<CellAt, CellCriteria> TakeMonths()
    {
        var taken = _months;
        _months = [];
        return taken;
    }
}
