namespace SmartSectors.Fleet.Trouble;

/// <summary>One thing that went wrong on purpose.</summary>
/// <param name="Indicator">Its code; null for what concerns all of the device.</param>
/// <param name="Kind">As the command line calls it, such as <c>stuck</c>.</param>
/// <param name="FromMs">Unix ms, as the device stamps: its first reading of it, or that should have been.</param>
/// <param name="ToMs">The last one; the same for a single reading.</param>
/// <param name="Readings">Samples affected.</param>
/// <param name="Amount">
/// stuck: the value repeated; spike and drift: how far the (last) value is off; range: the last value; clocks: how far the
/// clock is off at last, s; else 0.
/// </param>
public sealed record InjectedTrouble(
    string Device, string? Indicator, string Kind, long FromMs, long ToMs, int Readings, double Amount);

/// <summary>Puts the readings of one lasting fault together, until it ends.</summary>
internal sealed class OpenFault(string device, string? indicator, string kind, Action<InjectedTrouble>? record)
{
    private InjectedTrouble? _open;
    private long _spanFromMs;

    /// <summary>One more reading.</summary>
    public void Go(FaultSpan span, long stampMs, double amount)
    {
        if (record is null) return;
        if (_open is not null && _spanFromMs != span.FromMs) End();
        _spanFromMs = span.FromMs;
        _open = _open is { } open
            ? open with { FromMs = Math.Min(open.FromMs, stampMs), ToMs = Math.Max(open.ToMs, stampMs), Readings = open.Readings + 1, Amount = amount }
            : new InjectedTrouble(device, indicator, kind, stampMs, stampMs, 1, amount);
    }

    public void End()
    {
        if (_open is { } open) record!(open);
        _open = null;
    }
}
