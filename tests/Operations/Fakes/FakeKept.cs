using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>From when on everything is kept, which a test changes.</summary>
internal sealed class FakeKept : IKeptQuery
{
    public DateTimeOffset? From { get; set; }

    public ValueTask<DateTimeOffset?> OfCellsAsync(AggregateRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(From);

    public ValueTask<DateTimeOffset?> OfReadingsAsync(IReadOnlyCollection<string> deviceIds, CancellationToken cancellationToken) => ValueTask.FromResult(From);
}
