using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Releases;

/// <summary>A row of the table of releases.</summary>
internal sealed record ReleaseRow(
    long Number, long Sector, long Window, long From, long To, long Recorded, long Observations, long Revised, string? Note)
{
    public const string Select =
        "SELECT number AS Number, sector AS Sector, window AS Window, from_ms AS \"From\", to_ms AS \"To\", recorded_ms AS Recorded, observations AS Observations, revised AS Revised, note AS Note FROM releases";

    public Release ToRelease() => new(
        Number, (Sector)Sector, (Window)Window, DateTimeOffset.FromUnixTimeMilliseconds(From), DateTimeOffset.FromUnixTimeMilliseconds(To),
        DateTimeOffset.FromUnixTimeMilliseconds(Recorded), Observations, Revised, Note);
}
