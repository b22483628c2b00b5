using SmartSectors.Telemetry.Quality.Criteria;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Storage.Tests.Check;

public sealed class ConsistencyCheckTests(CheckedStores stores) : IClassFixture<CheckedStores>
{
    /// <summary>In which file, what is done to it, and which finding tells of it.</summary>
    public static TheoryData<bool, string, CheckFindingKind, AreaLevel, Window> Damages => new()
    {
        { false, $"DELETE FROM cells WHERE {Oldest(Window.Minute)}", CheckFindingKind.Missing, AreaLevel.Site, Window.Minute },
        { false, $"DELETE FROM cells WHERE {Oldest(Window.Hour)}", CheckFindingKind.Missing, AreaLevel.Site, Window.Hour },
        { false, $"DELETE FROM cells WHERE {Oldest(Window.Day)}", CheckFindingKind.Missing, AreaLevel.Site, Window.Day },
        { false, $"UPDATE cells SET crc = NULL, bytes = (SELECT max(bytes) FROM cells AS other WHERE other.window = 0) WHERE {Oldest(Window.QuarterHour)}", CheckFindingKind.Different, AreaLevel.Site, Window.QuarterHour },
        { false, $"INSERT INTO cells SELECT indicator, window, start - 86400000, site, bytes, NULL FROM cells WHERE {Oldest(Window.Minute)}", CheckFindingKind.Unfounded, AreaLevel.Site, Window.Minute },
        { false, "DELETE FROM segments WHERE id = (SELECT min(id) FROM segments)", CheckFindingKind.Unfounded, AreaLevel.Site, Window.Minute },
        { true, $"DELETE FROM cells WHERE area = 0 AND {Oldest(Window.Minute)}", CheckFindingKind.Missing, AreaLevel.Nation, Window.Minute },
        { true, $"UPDATE cells SET crc = NULL, bytes = (SELECT max(bytes) FROM cells AS other) WHERE area > 100 AND {Oldest(Window.Hour)}", CheckFindingKind.Different, AreaLevel.Commune, Window.Hour },
        { true, $"INSERT INTO cells SELECT indicator, window, 1, start - 86400000, revision, bytes, NULL FROM cells WHERE area = 0 AND {Oldest(Window.Minute)}", CheckFindingKind.Unfounded, AreaLevel.Province, Window.Minute },
    };

    [Fact]
    public async Task Sound_stores_have_no_findings_at_any_level_and_window()
    {
        var (findings, progress) = await CheckedStores.CheckAsync(stores.Options.DataDirectory);

        Assert.Empty(findings);
        Assert.True(progress.Readings > 10_000, $"{progress}");
        Assert.True(progress.CellsCompared > 4 * 3 * 24 * 60, $"{progress}"); // two sites, a commune, a province, the nation and more
        Assert.Equal((0, 0), (progress.CellsSealed, progress.CellsPending));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_found_where_it_is(bool inAreas, string sql, CheckFindingKind kind, AreaLevel level, Window window)
    {
        var copy = stores.Copy();
        try
        {
            var file = Path.GetRelativePath(stores.Options.DataDirectory, inAreas ? stores.AreaFile : stores.PartitionFile);
            CheckedStores.Damage(Path.Combine(copy.FullName, file), sql);

            var (findings, _) = await CheckedStores.CheckAsync(copy.FullName);
            Assert.Contains(findings, finding => finding.Kind == kind && finding.Level == level && finding.Window == window);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(Window.QuarterHour, true)]
    [InlineData(Window.Hour, false)]
    [InlineData(Window.Month, false)]
    public async Task Criteria_are_checked_against_the_readings_and_receipts_against_the_shorter_window(Window window, bool ofReadings)
    {
        var copy = stores.Copy();
        try
        {
            CheckedStores.ChangeCell(Path.Combine(copy.FullName, Path.GetRelativePath(stores.Options.DataDirectory, stores.PartitionFile)), Oldest(window), cell =>
            {
                if (ofReadings) cell.GatherCriteria().ChangeCorrect(default, new JudgedCount(1, 2), 1);
                else cell.GatherCriteria().AddAsked(1, 0);
            });

            var (findings, _) = await CheckedStores.CheckAsync(copy.FullName);
            Assert.Contains(findings, finding => finding.Kind == CheckFindingKind.Different && finding.Level == AreaLevel.Site && finding.Window == window);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_site_and_a_time_are_checked_alone()
    {
        var from = new DateTimeOffset(2026, 10, 31, 0, 0, 0, TimeSpan.Zero);
        var (findings, progress) = await CheckedStores.CheckAsync(
            stores.Options.DataDirectory,
            new CheckScope(CheckedStores.Indicator("SOIL_MOISTURE"), "plot-1", from, from.AddHours(1)));

        Assert.Empty(findings);
        // At most each minute, four quarter-hours and the hour: the day and the month begin before.
        Assert.InRange(progress.CellsCompared, 4 + 1 + 1, 60 + 4 + 1);
    }

    [Fact]
    public async Task Where_no_platform_ran_it_says_so()
    {
        var empty = Directory.CreateTempSubdirectory("smartsectors-check-none-");
        try
        {
            await Assert.ThrowsAsync<FileNotFoundException>(() => CheckedStores.CheckAsync(empty.FullName));
        }
        finally
        {
            empty.Delete();
        }
    }

    // The oldest closed cells of soil moisture: nothing gathers there.
    private static string Oldest(Window window)
    {
        var where = $"indicator = {CheckedStores.Indicator("SOIL_MOISTURE").Number} AND window = {(int)window}";
        return $"{where} AND start = (SELECT min(start) FROM cells WHERE {where})";
    }
}
