using System.Globalization;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Kept readings that are taken in some at a time.</summary>
internal sealed class FakeUnknown : IUnknownReadings
{
    internal List<UnknownIndicator> Kept { get; } = [];

    /// <summary>What taking in comes to; the last is given again.</summary>
    internal Queue<TakeInOutcome> Outcomes { get; } = new();

    internal List<(string Indicator, string Name, string Actor)> Orders { get; } = [];

    // A cursor is the number of those that were listed.
    public ValueTask<UnknownIndicators> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var from = 0;
        if (cursor is not null && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out from)) throw new InvalidCursorException(cursor);
        return ValueTask.FromResult(new UnknownIndicators(
            Kept.GetRange(from, Math.Min(limit, Kept.Count - from)), Dropped: 3, from + limit < Kept.Count ? $"{from + limit}" : null));
    }

    public Task<TakeInOutcome> TakeInAsync(Indicator indicator, string name, int limit, string actor, CancellationToken cancellationToken)
    {
        Orders.Add((indicator.Code, name, actor));
        return Task.FromResult(Outcomes.Count > 1 ? Outcomes.Dequeue() : Outcomes.Peek());
    }
}
