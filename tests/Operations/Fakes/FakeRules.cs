using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Files that are right, or have the errors that a test gives them.</summary>
internal sealed class FakeRules : IRuleReload
{
    public List<string> Errors { get; } = [];

    public List<string> Actors { get; } = [];

    public RuleStatus Status => new([new SchemeInForce(Sector.Health, 7, "ab")], 4, "cd", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, [.. Errors]);

    public Task<RuleStatus> ReloadAsync(string actor, CancellationToken cancellationToken)
    {
        Actors.Add(actor);
        return Task.FromResult(Status);
    }
}
