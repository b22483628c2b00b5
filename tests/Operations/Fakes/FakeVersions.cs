using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>One version of everything, which a test changes.</summary>
internal sealed class FakeVersions : IAnswerVersions
{
    public string? Version { get; set; }

    public List<AggregateRequest> Asked { get; } = [];

    public string? OfAggregates(AggregateRequest request)
    {
        Asked.Add(request);
        return Version;
    }

    public string? OfReadings(IEnumerable<string> deviceIds, DateTimeOffset from, DateTimeOffset to) => Version;
}
