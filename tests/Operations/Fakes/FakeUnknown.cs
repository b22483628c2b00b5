using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Kept readings that are taken in some at a time.</summary>
internal sealed class FakeUnknown : IUnknownReadings
{
    internal List<UnknownIndicator> Kept { get; } = [];

    /// <summary>What taking in comes to; the last is given again.</summary>
    internal Queue<TakeInOutcome> Outcomes { get; } = new();

    internal List<(string Indicator, string Name)> Orders { get; } = [];

    public ValueTask<UnknownIndicators> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new UnknownIndicators(Kept, Dropped: 3));

    public Task<TakeInOutcome> TakeInAsync(Indicator indicator, string name, int limit, CancellationToken cancellationToken)
    {
        Orders.Add((indicator.Code, name));
        return Task.FromResult(Outcomes.Count > 1 ? Outcomes.Dequeue() : Outcomes.Peek());
    }
}
