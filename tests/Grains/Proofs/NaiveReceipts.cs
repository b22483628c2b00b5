using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Tests.Proofs;

/// <summary>One reading or refusal that was received; the delay of a reading that was stored.</summary>
internal sealed record NaiveReceipt(uint Device, long ReceiptMs, ushort? Indicator, uint Site, long? DelayMs);

/// <summary>What the end of a quarter-hour said of one device and indicator.</summary>
/// <param name="IsAlive">Null where it was not asked.</param>
/// <param name="Prompt">Readings of the indicator that were stored within a second.</param>
internal sealed record NaiveQuarter(
    uint Site, uint Device, Indicator Indicator, long StartMs, long Accepted, long Received, bool? IsAlive, long Prompt);

/// <summary>
/// The books of receipts, for "sạch", "sống" and the delays: everything that was ever received, looked through when the
/// log's clock leaves a quarter-hour.
/// </summary>
internal sealed class NaiveReceipts
{
    private readonly List<NaiveReceipt> _all = [];
    private readonly Dictionary<uint, long> _heardMs = [];

    public List<NaiveQuarter> Quarters { get; } = [];

    /// <summary>Stored readings that took a second or longer, where they belong.</summary>
    public IEnumerable<NaiveReceipt> Late => _all.Where(receipt => receipt.DelayMs >= 1000);

    public void Add(NaiveReceipt receipt) => _all.Add(receipt);

    private readonly List<(uint Device, long ReceiptMs, long TimeMs)> _times = [];

    public void Time(uint device, long receiptMs, long timeMs) => _times.Add((device, receiptMs, timeMs));

    /// <summary>
    /// The least delay, in 10 ms, of the quarter-hour in which anything was received of the device last, and of the last one
    /// before it in which it told times.
    /// </summary>
    public long? LeastDelayMs(uint device)
    {
        static long QuarterOf(long timeMs) => timeMs / 900_000;
        var last = _all.Where(receipt => receipt.Device == device).Select(receipt => QuarterOf(receipt.ReceiptMs)).DefaultIfEmpty(long.MinValue).Max();
        var quarters = _times.Where(time => time.Device == device).GroupBy(time => QuarterOf(time.ReceiptMs)).OrderByDescending(quarter => quarter.Key).ToList();
        var counted = quarters.Take(quarters.Count > 0 && quarters[0].Key == last ? 2 : 1).SelectMany(quarter => quarter).ToList();
        if (counted.Count == 0) return null;
        var least = counted.Min(time => (Int128)time.ReceiptMs - time.TimeMs);
        var units = (long)Int128.Clamp(least < 0 ? (least - 9) / 10 : least / 10, -(int.MaxValue - 1), int.MaxValue - 1);
        return units * 10;
    }

    public void Hear(uint device, long nowMs) => _heardMs[device] = nowMs;

    public void Leave(uint device) => _heardMs.Remove(device);

    /// <summary>The clock goes on; devices that live are asked for when it passes one end of a quarter-hour, the platform being up.</summary>
    public void Advance(long beforeMs, long nowMs, bool started, NaivePartition partition)
    {
        var start = WindowCalendar.Start(Window.QuarterHour, beforeMs);
        var end = WindowCalendar.End(Window.QuarterHour, start);
        if (nowMs < end) return;

        var isAsked = !started && nowMs < WindowCalendar.End(Window.QuarterHour, end);
        foreach (var (device, indicator) in partition.Stored.Select(fact => (fact.Device.Number, fact.Indicator)).Distinct())
        {
            var received = _all.Where(receipt => receipt.Device == device && receipt.ReceiptMs >= start && receipt.ReceiptMs < end).ToList();
            bool? alive = isAsked && indicator.Period > TimeSpan.Zero
                ? _heardMs.TryGetValue(device, out var heard) && (end - heard <= 3 * indicator.Period.TotalMilliseconds || UsedLatestWindow(partition, device, heard, end))
                : null;
            Quarters.Add(new NaiveQuarter(
                partition.HomeOf(device, start).Site, device, indicator, start,
                received.Count(receipt => receipt.DelayMs is not null), received.Count, alive,
                received.Count(receipt => receipt.Indicator == indicator.Number && receipt.DelayMs < 1000)));
        }
    }

    private static bool UsedLatestWindow(NaivePartition partition, uint device, long heardMs, long atMs) =>
        partition.TermsOf(device, atMs).DeliveryWindows is { Length: > 0 } windows
        && heardMs >= windows.Select(window => window.Latest(atMs)).MaxBy(window => window.EndMs).StartMs;
}
