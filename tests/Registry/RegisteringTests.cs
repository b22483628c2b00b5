using System.Text;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Registry.Tests;

public class RegisteringTests
{
    private const string Actor = "tester";
    private static readonly SiteRegistration Farm = new("farm-1", Sector.Agriculture, "Trại số 1", "00004", "HTX Ba Đình");
    private static readonly DeviceRegistration Probe = new("probe-1", "farm-1", "lorawan-soil-probe");

    [Fact]
    public async Task What_is_registered_is_found_by_text_and_by_bytes()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        Assert.Equal(new Registration("farm-1", RegistrationOutcome.Added), await fixture.Registry.AddSiteAsync(Farm, Actor));
        Assert.Equal(new Registration("probe-1", RegistrationOutcome.Added), await fixture.Registry.AddDeviceAsync(Probe, Actor));

        Assert.True(fixture.Registry.Current.TryGetSite("farm-1", out var site));
        Assert.Equal(new Site("farm-1", "Trại số 1", Sector.Agriculture, "00004", "HTX Ba Đình", false, RegistrySource.Registered), site);
        Assert.True(fixture.Registry.Current.TryGetSite("farm-1"u8, out var siteByBytes));
        Assert.Same(site, siteByBytes);
        Assert.True(fixture.Registry.Current.TryGetDevice("probe-1"u8, out var device));
        Assert.Equal(new Device("probe-1", "farm-1", "lorawan-soil-probe", RegistrySource.Registered), device);
        Assert.True(fixture.Registry.Current.TryGetDevice("probe-1", out _));
    }

    [Fact]
    public async Task What_is_not_registered_is_not_found()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSiteAsync(Farm, Actor);
        foreach (var id in new[] { "", "FARM-1", "farm-", "farm-11", "fárm-1", new string('f', 5_000) })
        {
            Assert.False(fixture.Registry.Current.TryGetSite(id, out _));
            Assert.False(fixture.Registry.Current.TryGetSite(Encoding.UTF8.GetBytes(id), out _));
            Assert.False(fixture.Registry.Current.TryGetDevice(Encoding.UTF8.GetBytes(id), out _));
        }
    }

    [Fact]
    public async Task A_look_up_of_a_site_or_of_nobody_allocates_nothing()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSiteAsync(Farm, Actor);
        await fixture.Registry.AddDeviceAsync(Probe, Actor);
        Assert.Equal(0, AllocatedByLookUps(fixture.Registry.Current));

        static long AllocatedByLookUps(RegistryIndex index)
        {
            index.TryGetDevice("nobody"u8, out _);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                index.TryGetDevice("nobody"u8, out _);
                index.TryGetSite("farm-1"u8, out _);
                index.TryGetSite("nowhere"u8, out _);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    public static TheoryData<SiteRegistration, RegistrationOutcome, string?> SecondSites => new()
    {
        { Farm, RegistrationOutcome.Unchanged, null },
        { Farm with { Name = "x" }, RegistrationOutcome.Conflict, "name" },
        { Farm with { Name = null, Owner = null }, RegistrationOutcome.Conflict, "name, owner" },
        { Farm with { Commune = null, IsLarge = true }, RegistrationOutcome.Conflict, "commune, large" },
        { Farm with { Sector = Sector.Health }, RegistrationOutcome.Conflict, "sector" },
        { Farm with { Ownership = Ownership.Private }, RegistrationOutcome.Unchanged, null },
        { Farm with { Ownership = Ownership.Public }, RegistrationOutcome.Changed, null },
        { Farm with { Ownership = Ownership.Public, Name = "x" }, RegistrationOutcome.Conflict, "name" },
        { Farm with { Ownership = (Ownership)7 }, RegistrationOutcome.Invalid, "ownership: 7" },
        { Farm with { Commune = "99999" }, RegistrationOutcome.UnknownCommune, "99999" },
        { Farm with { Commune = "01" }, RegistrationOutcome.UnknownCommune, "01" },
        { Farm with { Id = "farm 2" }, RegistrationOutcome.Invalid, "id: an id has only" },
        { Farm with { Id = "" }, RegistrationOutcome.Invalid, "id: an id must not be empty" },
        { Farm with { Id = null! }, RegistrationOutcome.Invalid, "id: an id must not be empty" },
        { Farm with { Id = new string('f', 65) }, RegistrationOutcome.Invalid, "id: an id has at most 64" },
        { Farm with { Id = "farm-2", Name = new string('n', 201) }, RegistrationOutcome.Invalid, "name: has more than 200" },
        { Farm with { Id = "farm-2", Owner = new string('n', 201) }, RegistrationOutcome.Invalid, "owner: has more than 200" },
        { Farm with { Id = "farm-2", Sector = (Sector)77 }, RegistrationOutcome.Invalid, "sector: 77" },
        { Farm with { Id = "farm-2" }, RegistrationOutcome.Added, null },
    };

    [Theory, MemberData(nameof(SecondSites))]
    public async Task A_second_site_has_its_own_outcome(SiteRegistration second, RegistrationOutcome outcome, string? detail)
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSiteAsync(Farm, Actor);
        AssertOutcome(outcome, detail, await fixture.Registry.AddSiteAsync(second, Actor));

        Assert.True(fixture.Registry.Current.TryGetSite("farm-1", out var first));
        Assert.Equal("Trại số 1", first.Name);
        Assert.Equal(outcome is RegistrationOutcome.Added ? 2 : 1, fixture.Registry.Current.SiteCount);
    }

    [Fact]
    public async Task An_ownership_stays_until_somebody_says_another_also_over_a_restart()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSiteAsync(Farm with { Ownership = Ownership.Public }, Actor);
        Assert.Equal(RegistrationOutcome.Unchanged, (await fixture.Registry.AddSiteAsync(Farm, Actor)).Outcome);
        await fixture.RestartAsync();
        Assert.True(fixture.Registry.Current.TryGetSite("farm-1", out var site));
        Assert.Equal(Ownership.Public, site.Ownership);
        Assert.Equal(Ownership.Public, (await fixture.Registry.ReadChangesAsync(0, 10))[0].Site!.Ownership);
        Assert.Equal(RegistrationOutcome.Changed, (await fixture.Registry.AddSiteAsync(Farm with { Ownership = Ownership.Private }, Actor)).Outcome);
        Assert.Equal(Ownership.Private, (await fixture.Registry.ListSitesAsync(null, 10)).Items[0].Ownership);
    }

    public static TheoryData<DeviceRegistration, RegistrationOutcome, string?> SecondDevices => new()
    {
        { Probe, RegistrationOutcome.Unchanged, null },
        { Probe with { Profile = null }, RegistrationOutcome.Conflict, "profile" },
        { Probe with { Site = "farm-2" }, RegistrationOutcome.Conflict, "site" },
        { Probe with { Id = "probe-2", Site = "farm-3" }, RegistrationOutcome.UnknownSite, "farm-3" },
        { Probe with { Id = "probe-2", Site = null! }, RegistrationOutcome.Invalid, "site: an id must not be empty" },
        { Probe with { Id = "a/b" }, RegistrationOutcome.Invalid, "id: an id has only" },
        { Probe with { Id = "probe-2", Profile = new string('p', 201) }, RegistrationOutcome.Invalid, "profile: has more" },
        { Probe with { Id = "probe-2" }, RegistrationOutcome.Added, null },
    };

    [Theory, MemberData(nameof(SecondDevices))]
    public async Task A_second_device_has_its_own_outcome(DeviceRegistration second, RegistrationOutcome outcome, string? detail)
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSitesAsync([Farm, Farm with { Id = "farm-2" }], Actor);
        await fixture.Registry.AddDeviceAsync(Probe, Actor);
        AssertOutcome(outcome, detail, await fixture.Registry.AddDeviceAsync(second, Actor));

        Assert.True(fixture.Registry.Current.TryGetDevice("probe-1", out var first));
        Assert.Equal(("farm-1", "lorawan-soil-probe"), (first.Site, first.Profile));
    }

    [Fact]
    public async Task A_batch_crosses_transactions_and_every_item_has_its_outcome()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        var outcomes = await fixture.Registry.AddSitesAsync(
            [Farm, Farm with { Id = "f2" }, Farm, Farm with { Id = "no good" }, Farm with { Id = "f2", Name = "x" }, Farm with { Id = "f3" }, Farm with { Id = "f4" }], Actor);
        Assert.Equal(
            [RegistrationOutcome.Added, RegistrationOutcome.Added, RegistrationOutcome.Unchanged, RegistrationOutcome.Invalid,
             RegistrationOutcome.Conflict, RegistrationOutcome.Added, RegistrationOutcome.Added],
            outcomes.Select(outcome => outcome.Outcome));
        Assert.Equal(4, fixture.Registry.Current.SiteCount);
        Assert.Empty(await fixture.Registry.AddSitesAsync([], Actor));
    }

    [Fact]
    public async Task Adders_at_once_each_add_and_only_one_wins_an_id()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSiteAsync(Farm, Actor);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(adder => Task.Run(async () =>
            await fixture.Registry.AddDevicesAsync(
                [.. Enumerable.Range(0, 20).Select(i => new DeviceRegistration($"own-{adder}-{i}", "farm-1")),
                 .. Enumerable.Range(0, 20).Select(i => new DeviceRegistration($"common-{i}", "farm-1", Weight: adder + 1))], Actor))));

        // Eight weights follow each other, in the order of the eight; none is lost.
        Assert.Equal((8 * 20) + 20, fixture.Registry.Current.DeviceCount);
        Assert.Equal((8 * 20) + 20, outcomes.SelectMany(all => all).Count(one => one.Outcome is RegistrationOutcome.Added));
        Assert.Equal(7 * 20, outcomes.SelectMany(all => all).Count(one => one.Outcome is RegistrationOutcome.Changed));

        var sequences = new List<long>();
        while (await fixture.Registry.ReadChangesAsync(sequences.LastOrDefault(), 50) is { Count: > 0 } changes)
            sequences.AddRange(changes.Select(change => change.Sequence));
        Assert.Equal(Enumerable.Range(1, 181 + (7 * 20)).Select(i => (long)i), sequences);
        Assert.Equal(181 + (7 * 20), fixture.Registry.Current.Sequence);
    }

    private static void AssertOutcome(RegistrationOutcome outcome, string? detail, Registration actual)
    {
        Assert.Equal(outcome, actual.Outcome);
        Assert.Equal(outcome is RegistrationOutcome.Added or RegistrationOutcome.Changed or RegistrationOutcome.Unchanged, actual.Holds);
        if (detail is null) Assert.Null(actual.Detail);
        else Assert.StartsWith(detail, actual.Detail, StringComparison.Ordinal);
    }
}
