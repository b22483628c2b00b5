using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Registry.Tests;

public class ReadingTests
{
    private const string Actor = "tester";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(50)]
    [InlineData(1000)]
    public async Task Pages_hold_every_item_once_in_the_order_of_ids(int limit)
    {
        await using var fixture = await RegistryFixture.StartAsync();
        var ids = Enumerable.Range(0, 60).Select(i => $"x{i * 37 % 60:D2}").ToArray();
        await fixture.Registry.AddSitesAsync([.. ids.Select(id => new SiteRegistration(id, Sector.Health))], Actor);
        await fixture.Registry.AddDevicesAsync([.. ids.Select(id => new DeviceRegistration(id, id))], Actor);

        var listed = new List<string>();
        RegistryPage<Site> page = new([], null);
        do
        {
            page = await fixture.Registry.ListSitesAsync(page.Next, limit);
            Assert.InRange(page.Items.Count, 1, Math.Min(limit, 50));
            listed.AddRange(page.Items.Select(site => site.Id));
        }
        while (page.Next is not null);
        Assert.Equal(ids.Order(StringComparer.Ordinal), listed);

        var devices = await fixture.Registry.ListDevicesAsync(null, limit);
        Assert.Equal(listed.Take(devices.Items.Count), devices.Items.Select(device => device.Id));
        Assert.All(devices.Items, device => Assert.Equal(device.Id, device.Site));
    }

    [Fact]
    public async Task An_empty_registry_has_one_empty_page()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        var page = await fixture.Registry.ListDevicesAsync(null, 10);
        Assert.Empty(page.Items);
        Assert.Null(page.Next);
        Assert.Empty(await fixture.Registry.ReadChangesAsync(0, 10));
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("YQ==x")]
    [InlineData("4buH")] // a letter that no id has
    [InlineData("YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh")]
    public async Task A_cursor_that_was_never_given_is_refused(string cursor)
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await Assert.ThrowsAsync<InvalidCursorException>(() => fixture.Registry.ListSitesAsync(cursor, 10));
    }

    [Fact]
    public async Task Changes_are_read_from_where_one_stopped()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSitesAsync([.. Enumerable.Range(0, 10).Select(i => new SiteRegistration($"s{i}", Sector.Health))], Actor);
        Assert.Equal([4L, 5, 6], (await fixture.Registry.ReadChangesAsync(3, 3)).Select(change => change.Sequence));
        Assert.Equal("s9", Assert.Single(await fixture.Registry.ReadChangesAsync(9, 50)).Site!.Id);
        Assert.Empty(await fixture.Registry.ReadChangesAsync(10, 50));
    }

    [Fact]
    public async Task What_changed_something_is_audited_and_what_did_not_is_not()
    {
        await using var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSiteAsync(new("s1", Sector.Health), "anh");
        await fixture.Registry.AddSiteAsync(new("s1", Sector.Health), "binh");
        await fixture.Registry.AddSiteAsync(new("s 1", Sector.Health), "binh");
        await fixture.Registry.AddDevicesAsync([new("d1", "s1"), new("d2", "s1")], "chi");
        Assert.Equal(
            [new AuditEntry(1, RegistryFixture.FixedTime.Now, "anh", "sites.add", "s1"),
             new AuditEntry(2, RegistryFixture.FixedTime.Now, "chi", "devices.add", "2 from d1")],
            await fixture.Registry.ReadAuditAsync(0, 10));
    }
}
