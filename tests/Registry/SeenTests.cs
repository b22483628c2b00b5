using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Registry.Tests;

public class SeenTests
{
    private const string Actor = "tester";

    [Fact]
    public async Task A_sighting_teaches_the_device_and_its_site_once()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        Sighting[] seen = [new("d1", "s1", Sector.Health), new("d2", "s1", Sector.Health), new("d1", "s1", Sector.Health)];
        Assert.Equal(
            [RegistrationOutcome.Added, RegistrationOutcome.Added, RegistrationOutcome.Unchanged],
            (await fixture.Registry.LearnSeenAsync(seen)).Select(one => one.Outcome));
        Assert.All(await fixture.Registry.LearnSeenAsync(seen), one => Assert.Equal(RegistrationOutcome.Unchanged, one.Outcome));

        Assert.True(fixture.Registry.Current.TryGetSite("s1", out var site));
        Assert.Equal(new Site("s1", null, Sector.Health, null, null, false, RegistrySource.Seen), site);
        Assert.Equal(
            [RegistryChangeKind.SiteAdded, RegistryChangeKind.DeviceAdded, RegistryChangeKind.DeviceAdded],
            (await fixture.Registry.ReadChangesAsync(0, 10)).Select(change => change.Kind));
        Assert.Empty(await fixture.Registry.ReadAuditAsync(0, 10));
    }

    [Fact]
    public async Task A_sighting_elsewhere_is_refused_and_teaches_no_site()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.LearnSeenAsync([new("d1", "s1", Sector.Health)]);
        Assert.Equal(
            [new("d1", RegistrationOutcome.Conflict, "site"),
             new("d3", RegistrationOutcome.WrongSector, "s1"),
             new("d4", RegistrationOutcome.Invalid, "site: an id has only the letters A-Z and a-z, digits and - _ . :")],
            await fixture.Registry.LearnSeenAsync([new("d1", "s2", Sector.Health), new("d3", "s1", Sector.Transport), new("d4", "s/", Sector.Health)]));
        Assert.Equal((1, 1), (fixture.Registry.Current.SiteCount, fixture.Registry.Current.DeviceCount));
    }

    [Fact]
    public async Task Registering_upgrades_what_was_seen_and_appends_the_change()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.LearnSeenAsync([new("d1", "s1", Sector.Health)]);
        var before = fixture.Registry.Current.Sequence;

        var clinic = new SiteRegistration("s1", Sector.Health, "Trạm y tế", "00008");
        Assert.Equal(RegistrationOutcome.Upgraded, (await fixture.Registry.AddSiteAsync(clinic, Actor)).Outcome);
        Assert.Equal(RegistrationOutcome.Upgraded, (await fixture.Registry.AddDeviceAsync(new("d1", "s1", "zigbee-vaccine-fridge"), Actor)).Outcome);
        Assert.Equal(RegistrationOutcome.Unchanged, (await fixture.Registry.AddSiteAsync(clinic, Actor)).Outcome);

        var changes = await fixture.Registry.ReadChangesAsync(before, 10);
        Assert.Equal(
            [new RegistryChange(before + 1, RegistryFixture.FixedTime.Now, RegistryChangeKind.SiteChanged,
                new Site("s1", "Trạm y tế", Sector.Health, "00008", null, false, RegistrySource.Registered), null),
             new RegistryChange(before + 2, RegistryFixture.FixedTime.Now, RegistryChangeKind.DeviceChanged, null,
                new Device("d1", "s1", "zigbee-vaccine-fridge", RegistrySource.Registered))],
            changes);
    }

    [Fact]
    public async Task What_was_seen_keeps_its_sector_and_its_site()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.LearnSeenAsync([new("d1", "s1", Sector.Health), new("d2", "s2", Sector.Health)]);
        Assert.Equal(new Registration("s1", RegistrationOutcome.Conflict, "sector"), await fixture.Registry.AddSiteAsync(new("s1", Sector.Transport), Actor));
        Assert.Equal(new Registration("d1", RegistrationOutcome.Conflict, "site"), await fixture.Registry.AddDeviceAsync(new("d1", "s2"), Actor));
    }

    [Fact]
    public async Task A_sighting_never_changes_what_is_registered()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSiteAsync(new("s1", Sector.Health, "Trạm"), Actor);
        await fixture.Registry.AddDeviceAsync(new("d1", "s1", "zigbee-vaccine-fridge"), Actor);
        await fixture.Registry.LearnSeenAsync([new("d1", "s1", Sector.Health), new("d2", "s1", Sector.Health)]);
        Assert.True(fixture.Registry.Current.TryGetSite("s1", out var site));
        Assert.True(fixture.Registry.Current.TryGetDevice("d1", out var device));
        Assert.Equal(("Trạm", "zigbee-vaccine-fridge", RegistrySource.Registered), (site.Name, device.Profile, device.Source));
    }
}
