using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SmartSectors.Http;
using SmartSectors.Registry;

namespace SmartSectors.Reporting.Targets;

/// <summary>Answers who changed a target, and books the change.</summary>
internal sealed class TargetAnswers(DeviceRegistry registry, IReleasedValues values, TimeProvider time, ReportingOptions options)
{
    /// <summary>The target after the change, once that is in the audit; a client that is gone does not keep it out.</summary>
    public async Task<TargetBody> TellAsync(HttpContext context, (TargetChange Change, Target? Target) outcome, string action)
    {
        var target = outcome.Target!;
        if (outcome.Change is not TargetChange.Unchanged) await registry.AuditAsync(ApiKeyGate.KeyOf(context)!.Name, action, target.Subject.Id, CancellationToken.None);
        return TargetBody.Of(Standing.Of(target, time.GetUtcNow(), values));
    }

    /// <summary>Why there was no change.</summary>
    public ProblemHttpResult Refuse(string id, (TargetChange Change, Target? Target) outcome) => outcome.Change switch
    {
        TargetChange.Unknown => Problems.NotFound(TargetTexts.NoTarget(id)),
        TargetChange.Conflict => Problems.Conflict(TargetTexts.Other(id)),
        TargetChange.TooEarly => Problems.Conflict(TargetTexts.TooEarly(id, UtcTimes.Format(outcome.Target!.Newest.From))),
        TargetChange.Ended => Problems.Conflict(TargetTexts.Ended(id)),
        TargetChange.Full => Problems.Conflict(TargetTexts.Full(options.MaxTargets)),
        TargetChange.Busy => TypedResults.Problem(TargetTexts.Busy, statusCode: StatusCodes.Status503ServiceUnavailable, title: TargetTexts.BusyTitle),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Change, "BUG: a change that was made is no refusal"),
    };
}
