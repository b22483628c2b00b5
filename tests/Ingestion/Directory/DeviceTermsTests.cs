using System.Text;
using SmartSectors.Grains.Log;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Ingestion.Tests.Support;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Decoding;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Tests.Directory;

/// <summary>What registration and profile say of a device is told to the log: once, and again when it is otherwise.</summary>
public class DeviceTermsTests(RegistryFolder folder) : IClassFixture<RegistryFolder>
{
    [Fact]
    public async Task They_come_with_the_introduction_of_a_device_that_has_any()
    {
        await RegisterAsync(new("weighty", "farm", "lorawan-soil-probe", Weight: 12, Parameters: ParameterSet.Of([new("set", -18)])));
        var directory = Start();

        var record = Assert.Single(Resolve(directory, "weighty").Terms);
        Assert.Equal(long.MinValue, record.FromMs);
        Assert.Equal(
            new Terms { Weight = 12, Parameters = ParameterSet.Of([new("set", -18)]), Lateness = TimeSpan.FromDays(1) }, record.Terms);
        Assert.Empty(Resolve(directory, "probe").Terms);
    }

    [Fact]
    public async Task A_change_is_told_from_the_moment_that_it_was_registered_for_and_once()
    {
        await RegisterAsync(new("changing", "farm"));
        var directory = Start();
        Resolve(directory, "changing", isDurable: true);
        Assert.Empty(directory.TermsToTell(100));

        await RegisterAsync(new("changing", "farm", Weight: 3));
        Adopt(directory, "changing");
        var told = directory.TermsToTell(100);
        Assert.Equal([(1, long.MinValue), (3, FromMs("changing"))], Weights(Assert.Single(told)));
        Assert.Single(directory.TermsToTell(100)); // until the log has it

        directory.Told(told);
        Assert.Empty(directory.TermsToTell(100));
        Adopt(directory, "changing");
        Assert.Empty(directory.TermsToTell(100));
    }

    [Fact]
    public async Task What_changed_before_the_log_knew_the_device_is_told_when_it_does()
    {
        await RegisterAsync(new("hasty", "farm", Weight: 2));
        var directory = Start();
        var batch = Rent(directory);
        Assert.Equal(2, Assert.Single(Resolve(directory, "hasty", batch).Terms).Terms.Weight);

        await RegisterAsync(new("hasty", "farm", Weight: 5));
        Adopt(directory, "hasty");
        Assert.Empty(directory.TermsToTell(100));

        directory.MarkDurable(batch.Introductions);
        Assert.Equal([(2, long.MinValue), (5, FromMs("hasty"))], Weights(Assert.Single(directory.TermsToTell(100))));
    }

    [Fact]
    public async Task Changes_that_fall_together_are_all_told_and_so_are_those_before_the_first_message()
    {
        var day = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        await RegisterAsync(new("ward", "farm", "lorawan-soil-probe", Weight: 10));
        var directory = Start();
        Resolve(directory, "ward", isDurable: true);

        await RegisterAsync(new("ward", "farm", "lorawan-soil-probe", Weight: 12, From: day));
        await RegisterAsync(new("ward", "farm", "lorawan-soil-probe", Weight: 14, From: day.AddDays(1)));
        await RegisterAsync(new("ward", "farm", "lorawan-soil-probe", Weight: 10, From: day.AddDays(2)));
        Adopt(directory, "ward");

        (long, long)[] expected =
        [
            (10, long.MinValue), (12, day.ToUnixTimeMilliseconds()), (14, day.AddDays(1).ToUnixTimeMilliseconds()),
            (10, day.AddDays(2).ToUnixTimeMilliseconds()),
        ];
        var told = Assert.Single(directory.TermsToTell(100));
        Assert.Equal(expected, Weights(told));
        Assert.All(told.Records, record => Assert.Equal(TimeSpan.FromDays(1), record.Terms.Lateness));
        Assert.Equal(expected, Resolve(Start(), "ward").Terms.Select(record => (record.Terms.Weight, record.FromMs)));
    }

    [Fact]
    public async Task A_profile_holds_from_the_beginning_also_where_weights_do_not()
    {
        var day = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        await RegisterAsync(new("dated", "farm", "lorawan-soil-probe", Weight: 10, From: day));

        var terms = Resolve(Start(), "dated").Terms;

        Assert.Equal([(1L, long.MinValue), (10L, day.ToUnixTimeMilliseconds())], terms.Select(record => (record.Terms.Weight, record.FromMs)));
        Assert.All(terms, record => Assert.Equal(TimeSpan.FromDays(1), record.Terms.Lateness));
    }

    [Fact]
    public async Task Another_profile_of_the_same_name_reaches_devices_that_are_known_already()
    {
        await RegisterAsync(new("registered", "farm", "lorawan-soil-probe"));
        var rules = new CurrentRulebook(Rulebook.Carried);
        var directory = Start(rules, OnboardingPolicy.Open);
        Resolve(directory, "registered", isDurable: true);
        Resolve(directory, "probe", isDurable: true);
        var batch = Rent(directory);
        directory.Resolve("by-format"u8, ForeignFormat.ChirpStack, "app"u8, default, batch, out _, out _);
        directory.MarkDurable(batch.Introductions);
        Assert.Empty(directory.TermsToTell(directory.FollowRules()));

        rules.Replace(Rulebook.Carried with { Profiles = WithLateness(hours: 48) });
        var told = directory.TermsToTell(directory.FollowRules());
        Assert.Equal([TimeSpan.FromDays(2), TimeSpan.FromDays(2)], told.Select(device => Assert.Single(device.Records).Terms.Lateness));
        directory.Told(told);
        Assert.Empty(directory.TermsToTell(directory.FollowRules()));
    }

    [Fact]
    public async Task Each_of_many_devices_is_told_once_some_at_a_time_and_one_that_waits_hinders_no_other()
    {
        var ids = Enumerable.Range(0, 25).Select(i => $"many-{i}").ToList();
        foreach (var id in ids) await RegisterAsync(new(id, "farm"));
        var directory = Start();
        foreach (var id in ids) Resolve(directory, id, isDurable: id != "many-0");
        foreach (var id in ids) await RegisterAsync(new(id, "farm", Weight: 2));
        foreach (var id in ids) Adopt(directory, id);

        var entries = new List<int>();
        for (var left = directory.FollowRules(); left > 0; left -= 10)
        {
            var some = directory.TermsToTell(10);
            Assert.InRange(some.Count, 0, 10);
            entries.AddRange(some.Select(told => told.Entry));
            directory.Told(some);
        }

        Assert.Equal(24, entries.Count);
        Assert.Equal(24, entries.Distinct().Count());
        Assert.Empty(directory.TermsToTell(100));
    }

    [Fact]
    public async Task After_a_restart_only_what_the_grains_do_not_know_yet_is_told()
    {
        await RegisterAsync(new("old", "farm", Weight: 7));
        await RegisterAsync(new("older", "farm", Weight: 8));
        var before = Start();
        var seen = Resolve(before, "old", isDurable: true);
        var other = Resolve(before, "older", isDurable: true);

        var after = Start();
        after.Load(
            [.. seen.Sites.Select(site => new KnownSite(site.Site, site.Sector, site.Id, site.Area))],
            [new(seen.Devices[0].Device, "old", seen.Sites[0].Site), new(other.Devices[0].Device, "older", seen.Sites[0].Site)]);
        after.LoadTerms([(seen.Devices[0].Device, new Terms { Weight = 7 }), (other.Devices[0].Device, new Terms { Weight = 1, Lateness = TimeSpan.FromHours(1) })]);
        Adopt(after, "old");
        Resolve(after, "older");

        // The lateness is of a profile that goes by the format, which no message has told yet.
        Assert.Equal(new Terms { Weight = 8, Lateness = TimeSpan.FromHours(1) }, Assert.Single(Assert.Single(after.TermsToTell(100)).Records).Terms);
    }

    private static IEnumerable<(long, long)> Weights(ToldTerms told) => told.Records.Select(record => (record.Terms.Weight, record.FromMs));

    private long FromMs(string id) => Found(id).Terms!.From!.Value.ToUnixTimeMilliseconds();

    private async Task RegisterAsync(DeviceRegistration device) => Assert.True((await folder.Registry.AddDeviceAsync(device, "tester")).Holds);

    private Device Found(string id) => folder.Registry.Current.TryGetDevice(id, out var device) ? device : throw new ArgumentException(id);

    private void Adopt(DeviceDirectory directory, string id) => directory.Adopt([Found(id)]);

    private static ProfileCatalog WithLateness(int hours) => ProfileCatalog.Parse(
        ProfileCatalog.EmbeddedFiles().Select(file => (file.Name, file.Yaml.Replace("lateness_s: 86400", $"lateness_s: {hours * 3600}", StringComparison.Ordinal))),
        SchemeCatalog.Load());

    private DeviceDirectory Start(CurrentRulebook? rules = null, OnboardingPolicy onboarding = OnboardingPolicy.Closed) =>
        new(folder.Registry, rules ?? new CurrentRulebook(Rulebook.Carried), new IngestionOptions { Onboarding = onboarding });

    private static PublishBatch Rent(DeviceDirectory directory) => new PublishBatchPool(directory, new IngestionOptions()).Rent();

    private static BatchContents Resolve(DeviceDirectory directory, string device, bool isDurable = false)
    {
        var batch = Rent(directory);
        var contents = Resolve(directory, device, batch);
        if (isDurable) directory.MarkDurable(batch.Introductions);
        return contents;
    }

    private static BatchContents Resolve(DeviceDirectory directory, string device, PublishBatch batch)
    {
        directory.Resolve(Encoding.UTF8.GetBytes($"sectors/agriculture/farm/{device}/telemetry"), batch, out _, out _, out _);
        return BatchContents.Of(batch);
    }
}
