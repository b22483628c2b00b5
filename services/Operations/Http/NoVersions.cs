using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Http;

/// <summary>Where nobody can tell whether an answer is still the same: then none has a tag.</summary>
internal sealed class NoVersions : IAnswerVersions
{
    public string? OfAggregates(AggregateRequest request) => null;

    public string? OfReadings(IEnumerable<string> deviceIds, DateTimeOffset from, DateTimeOffset to) => null;
}
