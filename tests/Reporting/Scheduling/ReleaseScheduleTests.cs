using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Reporting.Building;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Scheduling;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.Scheduling;

public sealed class ReleaseScheduleTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_first = new(2026, 11, 2, 0, 0, 0, TimeSpan.FromHours(7));

    private readonly ReportingHost _host = new(); // its clock: 2026-11-01, ten in the morning there
    private readonly Indicator _moisture = SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var found) ? found : throw new InvalidOperationException();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        // Few in one province and many in two communes of another one: the nation is published.
        var communes = (string[])["00004", .. Enumerable.Repeat("25747", 5), .. Enumerable.Repeat("25750", 5)];
        _host.Stores.Contributions.AddRange(communes.Select((commune, index) => new SiteContribution($"farm-{index}", commune, 1, 1, true, 1)));
    }

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_day_is_released_once_when_it_is_closed_and_not_what_was_before_the_first_figures()
    {
        var schedule = Make(new ScheduleOptions());
        Measure(s_first, 40);
        GoTo(s_first.AddDays(1).AddHours(1));
        Assert.True(await schedule.LookAsync(default));
        Assert.Empty(Released());

        Close(s_first.AddDays(1));
        Assert.True(await schedule.LookAsync(default));
        Assert.True(await schedule.LookAsync(default));
        var release = Assert.Single(Released());
        Assert.Equal((s_first, s_first.AddDays(1), 0), (release.From, release.To, release.Revised));

        // Another process finds the same.
        Assert.True(await Make(new ScheduleOptions()).LookAsync(default));
        Assert.Single(Released());
    }

    [Fact]
    public async Task Periods_that_an_outage_missed_are_made_up_for_together_as_far_back_as_is_said()
    {
        var schedule = Make(new ScheduleOptions { MakesUpFor = TimeSpan.FromDays(4), RevisionsFor = TimeSpan.Zero });
        for (var day = 0; day < 10; day++) Measure(s_first.AddDays(day), 40);
        Close(s_first.AddDays(1));
        GoTo(s_first.AddDays(1).AddHours(3));
        await schedule.LookAsync(default);

        Close(s_first.AddDays(10));
        GoTo(s_first.AddDays(10).AddHours(3));
        await schedule.LookAsync(default);

        Assert.Equal([(s_first, s_first.AddDays(1)), (s_first.AddDays(6), s_first.AddDays(10))], Released().Select(release => (release.From, release.To)));
    }

    [Fact]
    public async Task A_provisional_release_that_somebody_ordered_does_not_stand_for_the_final_one()
    {
        Measure(s_first, 40);
        GoTo(s_first.AddHours(12));
        await _host.Service<ReleaseBuilder>().BuildAsync(new ReleaseOrder(Sector.Agriculture, Window.Day, s_first, s_first.AddDays(1)), default);
        Close(s_first.AddDays(1));
        GoTo(s_first.AddDays(1).AddHours(3));
        await Make(new ScheduleOptions()).LookAsync(default);

        Assert.Equal(2, Released().Count);
        Assert.True(_host.Releases.Find(new BlockKey(Window.Day, "VN", _moisture.Number, s_first.ToUnixTimeMilliseconds()), 2)[0].IsFinal);
    }

    [Fact]
    public async Task With_a_new_day_the_days_before_are_released_again_whether_late_data_changed_them_or_not()
    {
        var schedule = Make(new ScheduleOptions { RevisionsFor = TimeSpan.FromDays(2) });
        for (var day = 0; day < 5; day++)
        {
            Measure(s_first.AddDays(day), 40);
            if (day == 3) Measure(s_first.AddDays(2), 41);
            if (day == 4) Measure(s_first.AddDays(1), 41); // too long ago
            Close(s_first.AddDays(day + 1));
            GoTo(s_first.AddDays(day + 1).AddHours(3));
            Assert.True(await schedule.LookAsync(default), schedule.Problem);
        }

        var revision = Assert.Single(Released(), release => release.Revised > 0);
        Assert.Equal((s_first.AddDays(1), s_first.AddDays(3)), (revision.From, revision.To));
        Assert.Contains("changed by late data", revision.Note, StringComparison.Ordinal);
        // Five days, and with each but the first the days before it.
        Assert.Equal(9, Released().Count);
    }

    [Fact]
    public async Task A_failure_is_told_and_the_release_is_made_when_nothing_hinders_any_more()
    {
        var schedule = Make(new ScheduleOptions());
        Measure(s_first, 40);
        Close(s_first.AddDays(1));
        GoTo(s_first.AddDays(1).AddHours(3));
        _host.Stores.Failure = new IOException("as if the disk were gone");
        Assert.False(await schedule.LookAsync(default));
        Assert.Contains("as if the disk were gone", schedule.Problem, StringComparison.Ordinal);

        _host.Stores.Failure = null;
        Assert.True(await schedule.LookAsync(default));
        Assert.Null(schedule.Problem);
        Assert.Single(Released());
    }

    [Fact]
    public async Task A_delay_and_other_windows_are_as_they_are_set()
    {
        var schedule = Make(new ScheduleOptions { Windows = [Window.Hour], Delay = TimeSpan.FromHours(2) });
        _host.Stores.Put(_moisture, Window.Hour, s_first, "VN", 40);
        Close(s_first.AddHours(1));
        GoTo(s_first.AddHours(2).AddMinutes(59));
        await schedule.LookAsync(default);
        Assert.Empty(Released());
        GoTo(s_first.AddHours(3));
        await schedule.LookAsync(default);
        Assert.Equal(Window.Hour, Assert.Single(Released()).Window);
    }

    private ReleaseSchedule Make(ScheduleOptions options) => new(
        _host.Service<ReleaseBuilder>(), _host.Releases, _host.Stores, _host.Stores, _host.Service<CurrentRulebook>(), _host.Service<ReportingOptions>() with { Schedule = options },
        _host.Clock, NullLogger<ReleaseSchedule>.Instance);

    private void Measure(DateTimeOffset day, double value)
    {
        foreach (var area in (string[])["VN", "01", "00004"]) _host.Stores.Put(_moisture, Window.Day, day, area, value);
        _host.Stores.Put(_moisture, Window.Month, s_first.AddDays(-1), "VN", value);
    }

    private void Close(DateTimeOffset before) => _host.Stores.ClosedBefore = before;

    private void GoTo(DateTimeOffset time) => _host.Clock.Advance(time - _host.Clock.GetUtcNow());

    private List<Release> Released() => [.. _host.Releases.List(null, null, long.MaxValue, 100).Reverse()];
}
