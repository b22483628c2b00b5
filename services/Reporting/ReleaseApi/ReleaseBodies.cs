using System.ComponentModel;
using System.Text.Json.Serialization;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.ReleaseApi;

/// <summary>A page of releases, the newest first.</summary>
internal sealed record ReleasesBody(
    IReadOnlyList<ReleaseBody> Releases,
    [property: Description("The cursor of the next page; null at the end.")] string? Next);

/// <summary>What was published for some periods of a sector.</summary>
internal sealed record ReleaseBody(
    [property: Description("From 1, in the order of recording.")] long Number,
    string Sector,
    [property: Description("N15, H, D or M.")] string Freq,
    [property: Description("Its periods start from here on.")] DateTimeOffset From,
    [property: Description("And before this.")] DateTimeOffset To,
    [property: Description("From when on it is what was published.")] DateTimeOffset RecordedAt,
    long Observations,
    [property: Description("So many published observations differ from what was published before for the same periods; hidden ones are not counted.")] long Revised,
    [property: Description("Why it was made, or what it revises; null for a first one without a note.")] string? Note)
{
    public static ReleaseBody Of(Release release) => new(
        release.Number, release.Sector.Name(), Frequency.Code(release.Window), release.From, release.To, release.RecordedAt, release.Observations, release.Revised, release.Note);
}

/// <summary>A release to be made.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewReleaseBody(
    [property: Description("Such as agriculture; any case.")] string? Sector,
    [property: Description("N15 (quarter-hours), H (hours), D (days) or M (months).")] string? Freq,
    [property: Description("All periods of a year, quarter, month or day that have begun: 2026, 2026-Q4, 2026-10, 2026-10-05. Or 'from' and 'to'.")] string? Period = null,
    [property: Description("RFC 3339: the start of the first period; days and months start at midnight of +07:00.")] string? From = null,
    [property: Description("RFC 3339: the end of the last period, which has begun; while it is open its figures are provisional.")] string? To = null,
    [property: Description("Why; published as it is, so it must name no hidden area. Left out, a revision says what it revises.")] string? Note = null);

/// <summary>A page of what differs between two states of what was published.</summary>
internal sealed record ReleaseDiffBody(
    long Release,
    [property: Description("The release up to which the state before counts; 0 where nothing was published.")] long Against,
    IReadOnlyList<DifferenceBody> Differences,
    [property: Description("The cursor of the next page; null at the end.")] string? Next);

/// <summary>A figure that differs.</summary>
internal sealed record DifferenceBody(
    string Area,
    string Indicator,
    [property: Description("As SDMX has it: 2026-10, 2026-10-05, 2026-10-05T08:00:00+07:00/PT1H.")] string Period,
    string Stat,
    [property: Description("Null where it was missing, hidden or not published.")] double? Before,
    [property: Description("Null where it is missing or hidden.")] double? After,
    [property: Description("OBS_STATUS: A normal, P provisional, U of low reliability, O missing, Q hidden; null where nothing was published.")] string? StatusBefore,
    string? StatusAfter);
