using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Reporting.Targets;

/// <summary>Reads targets from their tables. What they name is in force for ever: schemes and areas keep their codes.</summary>
internal sealed class TargetRows(CurrentRulebook rules, AreaCatalog areas)
{
    private sealed record Row(
        string Id, long Indicator, string Area, string Statistic, long Window, long Number, long From, long Recorded, string By, string? Note, long IsEnd,
        long BaselineStart, double Baseline, long Deadline, double? Lowest, double? Highest)
    {
        public TargetVersion ToVersion() => new(
            (int)Number, new TargetTerms(new Milestone(BaselineStart, Baseline), new Goal(Lowest, Highest), Deadline),
            DateTimeOffset.FromUnixTimeMilliseconds(From), IsEnd != 0, DateTimeOffset.FromUnixTimeMilliseconds(Recorded), By, Note);
    }

    /// <summary>All of them, or the one with an id, by id and version.</summary>
    public IReadOnlyList<Target> Read(SqliteConnection connection, string? id)
    {
        var rows = connection.Query<Row>(
            """
            SELECT id AS Id, indicator AS Indicator, area AS Area, statistic AS Statistic, window AS Window, number AS Number, from_ms AS "From",
                recorded_ms AS Recorded, recorded_by AS "By", note AS Note, is_end AS IsEnd, baseline_start_ms AS BaselineStart,
                baseline_value AS Baseline, deadline_start_ms AS Deadline, lowest AS Lowest, highest AS Highest
            FROM targets JOIN target_versions ON target = id WHERE @id IS NULL OR id = @id ORDER BY id, number
            """,
            new { id });
        return [.. rows.GroupBy(row => row.Id).Select(ToTarget)];
    }

    private Target ToTarget(IGrouping<string, Row> rows)
    {
        var row = rows.First();
        if (!rules.Schemes.TryGet((ushort)row.Indicator, out var indicator) || !areas.TryGet(row.Area, out var area)
            || Statistic.All.FirstOrDefault(each => each.Code == row.Statistic) is not { } statistic)
            throw new InvalidDataException($"CORRUPT: the target '{row.Id}' is of {row.Statistic} of {row.Indicator} in {row.Area}, which there is not");

        return new Target(new TargetSubject(row.Id, indicator, area, statistic, (Window)row.Window), [.. rows.Select(each => each.ToVersion())]);
    }
}
