using SmartSectors.Grains.Tests.Support;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Targets;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.Targets;

public sealed class TargetStoreTests : IDisposable
{
    private static readonly TargetTerms s_terms = new(new Milestone(1_000, 50), new Goal(100, null), 2_000);
    private static readonly TargetTerms s_tighter = s_terms with { Goal = new Goal(120, null) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartsectors-targets-");
    private readonly ManualClock _clock = new();
    private readonly TargetStore _store;

    public TargetStoreTests() => _store = Open();

    private string PathOfStore => Path.Combine(_folder.FullName, "reports.db");

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Every_version_is_kept_with_who_set_it_and_when_and_holds_from_its_moment_on()
    {
        var first = _store.Add(Of("moisture"), s_terms, null, "an", null).Target!.Newest;
        _clock.Advance(TimeSpan.FromDays(1));
        var next = _clock.GetUtcNow().AddDays(30);
        Assert.Equal(TargetChange.Changed, _store.Change("moisture", s_tighter, next, "binh", "decision 12").Change);

        using var reopened = Open();
        var target = reopened.Find("moisture")!;
        Assert.Equal(Of("moisture"), target.Subject);
        Assert.Equal([first, new TargetVersion(2, s_tighter, next, false, _clock.GetUtcNow(), "binh", "decision 12")], target.Versions.ToArray());
        Assert.Equal([1, 1, 2], new[] { first.From.AddDays(-9), next.AddMilliseconds(-1), next }.Select(time => target.At(time).Number));
    }

    [Fact]
    public void The_same_said_again_makes_no_version_and_another_target_of_the_id_is_refused()
    {
        _store.Add(Of("moisture"), s_terms, null, "an", null);

        Assert.Equal(TargetChange.Unchanged, _store.Add(Of("moisture"), s_terms, null, "an", null).Change);
        Assert.Equal(TargetChange.Unchanged, _store.Change("moisture", s_terms, null, "an", "again").Change);
        Assert.Equal(TargetChange.Conflict, _store.Add(Of("moisture", area: "79"), s_terms, null, "an", null).Change);
        Assert.Equal(TargetChange.Conflict, _store.Add(Of("moisture"), s_tighter, null, "an", null).Change);
        Assert.Single(_store.Find("moisture")!.Versions);
    }

    [Fact]
    public void An_ended_target_stays_with_all_it_was_and_takes_no_version_any_more()
    {
        _store.Add(Of("moisture"), s_terms, null, "an", null);
        Assert.Equal(TargetChange.Changed, _store.End("moisture", null, "binh", "the programme is over").Change);

        Assert.Equal(TargetChange.Ended, _store.Change("moisture", s_tighter, null, "an", null).Change);
        Assert.Equal(TargetChange.Ended, _store.End("moisture", null, "an", "again").Change);
        Assert.Equal(TargetChange.Conflict, _store.Add(Of("moisture"), s_terms, null, "an", null).Change);
        var (first, end) = (_store.All().Single().Versions[0], _store.All().Single().Versions[1]);
        Assert.Equal((false, true, s_terms, "the programme is over"), (first.IsEnd, end.IsEnd, end.Terms, end.Note));
    }

    [Fact]
    public void A_version_does_not_hold_before_the_one_that_it_follows()
    {
        _store.Add(Of("moisture"), s_terms, null, "an", null);
        Assert.Equal(TargetChange.TooEarly, _store.Change("moisture", s_tighter, _clock.GetUtcNow().AddSeconds(-1), "an", null).Change);
        Assert.Equal(TargetChange.Unknown, _store.Change("salinity", s_tighter, null, "an", null).Change);
    }

    [Fact]
    public void Beyond_the_limit_no_target_is_taken()
    {
        Assert.Equal(TargetChange.Added, _store.Add(Of("a"), s_terms, null, "an", null).Change);
        Assert.Equal(TargetChange.Added, _store.Add(Of("b"), s_terms, null, "an", null).Change);
        Assert.Equal(TargetChange.Full, _store.Add(Of("c"), s_terms, null, "an", null).Change);
        Assert.Equal(["a", "b"], _store.All().Select(target => target.Subject.Id));
    }

    [Fact]
    public void While_a_release_is_written_a_change_is_put_off_and_reading_goes_on()
    {
        _store.Add(Of("moisture"), s_terms, null, "an", null);
        using (var releases = new ReleaseStore(PathOfStore, _clock))
        {
            using var release = releases.Begin(Sector.Agriculture, Window.Day, _clock.GetUtcNow(), _clock.GetUtcNow().AddDays(1));
            Assert.Equal(TargetChange.Busy, _store.Change("moisture", s_tighter, null, "an", null).Change);
            Assert.Single(_store.All());
        }

        Assert.Equal(TargetChange.Changed, _store.Change("moisture", s_tighter, null, "an", null).Change);
    }

    private TargetStore Open() => new(PathOfStore, new CurrentRulebook(Rulebook.Carried), AreaCatalog.Load(), _clock, most: 2);

    private static TargetSubject Of(string id, string area = "86")
    {
        Assert.True(SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var indicator));
        Assert.True(AreaCatalog.Load().TryGet(area, out var found));
        return new TargetSubject(id, indicator, found, Statistic.All[0], Window.Month);
    }
}
