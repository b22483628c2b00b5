using System.ComponentModel;
using System.Text.Json.Serialization;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Aggregates;

/// <summary>The four criteria "đúng, đủ, sạch, sống", each from 0 to 1, null where there is nothing to judge.</summary>
internal sealed record CriteriaBody(
    [property: Description("Đúng: readings that passed ÷ those judged; each device weighs by what was expected of it.")] double? Correct,
    [property: Description("Đủ: slots filled ÷ slots expected.")] double? Complete,
    [property: Description("Sạch: accepted ÷ received; the rest are duplicates, conflicts and refused.")] double? Clean,
    [property: Description("Sống: devices heard within three periods ÷ all, asked at the end of each quarter-hour.")] double? Live,
    [property: Description("The least of the four that are known.")] double? Minimum,
    [property: JsonPropertyName("delay_p95_s"), Description("From measurement to receipt, the 95th percentile in seconds within 1 %; 0 is under a second.")] double? DelayP95)
{
    public static CriteriaBody Of(QualityCriteria criteria) =>
        new(criteria.Correct, criteria.Complete, criteria.Clean, criteria.Live, criteria.Minimum, criteria.DelayP95);
}
