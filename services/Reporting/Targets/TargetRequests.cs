using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SmartSectors.Reporting.Targets;

/// <summary>A target to be added.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewTargetBody(
    [property: Description("1 to 64 of A-Z, a-z, 0-9 and - _ . : such as agr-moisture-86; the target keeps it for ever.")] string? Id,
    [property: Description("Such as agriculture; any case.")] string? Sector,
    [property: Description("A code of the sector's scheme such as SOIL_MOISTURE; any case.")] string? Indicator,
    [property: Description("VN, a province or commune code, unassigned, or such as 79-unassigned.")] string? Area,
    [property: Description("at-least, at-most or range.")] string? Direction,
    [property: Description("Where it begins.")] MilestoneBody? Baseline,
    [property: Description("What is to be reached, and by when: after the baseline's period.")] GoalBody? Target,
    [property: Description("A statistic of the public copy; VALUE when left out: the indicator's own value.")] string? Statistic = null,
    [property: Description("M (months, when left out) or D (days).")] string? Freq = null,
    [property: Description("RFC 3339; it holds from here on, from now when left out.")] DateTimeOffset? From = null,
    [property: Description("Such as the decision that sets it; kept with the version.")] string? Note = null)
{
    [JsonIgnore]
    public TargetTermsBody Terms => new(Direction, Baseline, Target, From, Note);
}

/// <summary>Other terms of a target that is known.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TargetTermsBody(
    [property: Description("at-least, at-most or range.")] string? Direction,
    [property: Description("Where it begins.")] MilestoneBody? Baseline,
    [property: Description("What is to be reached, and by when: after the baseline's period.")] GoalBody? Target,
    [property: Description("RFC 3339; they hold from here on, from now when left out, and not before those that they replace.")] DateTimeOffset? From = null,
    [property: Description("Such as the decision that sets them; kept with the version.")] string? Note = null);

/// <summary>The end of a target.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TargetEndBody(
    [property: Description("Why; kept with the version.")] string? Note,
    [property: Description("RFC 3339; from here on it counts no more, from now when left out.")] DateTimeOffset? From = null);
