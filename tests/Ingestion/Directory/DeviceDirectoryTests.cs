using System.Text;
using SmartSectors.Grains;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Ingestion.Tests.Support;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Places;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Tests.Directory;

public class DeviceDirectoryTests(RegistryFolder folder) : IClassFixture<RegistryFolder>
{
    [Theory]
    [InlineData("sectors/agriculture/farm/probe/telemetry", RejectReason.None, RejectReason.None)]
    [InlineData("sectors/agriculture/farm/stranger/telemetry", RejectReason.UnknownDevice, RejectReason.None)]
    [InlineData("sectors/agriculture/nowhere/stranger/telemetry", RejectReason.UnknownSite, RejectReason.None)]
    [InlineData("sectors/agriculture/estate/probe/telemetry", RejectReason.WrongSite, RejectReason.WrongSite)]
    [InlineData("sectors/agriculture/nowhere/probe/telemetry", RejectReason.WrongSite, RejectReason.WrongSite)]
    [InlineData("sectors/health/farm/probe/telemetry", RejectReason.WrongSite, RejectReason.WrongSite)]
    [InlineData("sectors/agriculture/clinic/stranger/telemetry", RejectReason.UnknownDevice, RejectReason.WrongSite)]
    [InlineData("sectors/mining/farm/probe/telemetry", RejectReason.UnknownSector, RejectReason.UnknownSector)]
    [InlineData("sectors/agriculture/farm/probe", RejectReason.BadTopic, RejectReason.BadTopic)]
    [InlineData("sectors/agriculture/farm/pro be/telemetry", RejectReason.BadTopic, RejectReason.BadTopic)]
    public void A_topic_is_taken_or_refused_for_its_reason(string topic, RejectReason closed, RejectReason open)
    {
        Assert.Equal(closed, Resolve(Empty(OnboardingPolicy.Closed), topic).Refused);
        Assert.Equal(open, Resolve(Empty(OnboardingPolicy.Open), topic).Refused);
    }

    [Fact]
    public void What_is_refused_introduces_nothing_and_takes_no_number()
    {
        var directory = Empty(OnboardingPolicy.Closed);
        var (_, device, batch) = Resolve(directory, "sectors/agriculture/farm/stranger/telemetry");

        Assert.Equal(Numbers.None, device);
        Assert.True(batch.IsEmpty);
        Assert.Equal((0, 0), (directory.DeviceCount, directory.SiteCount));
        Assert.False(directory.TryFindDevice("stranger", out _));
    }

    [Fact]
    public void A_known_device_at_a_site_that_is_not_its_own_is_charged_itself()
    {
        var directory = Empty(OnboardingPolicy.Closed);
        var (_, device, _) = Resolve(directory, Topic("farm", "probe"));
        var (refused, charged, batch) = Resolve(directory, Topic("estate", "probe"));

        Assert.Equal((RejectReason.WrongSite, device), (refused, charged));
        Assert.True(batch.IsEmpty);
    }

    [Fact]
    public void Under_open_onboarding_a_site_has_the_sector_that_it_was_first_seen_in()
    {
        var directory = Empty(OnboardingPolicy.Open);

        Assert.Equal(RejectReason.None, Resolve(directory, Topic("new-site", "a")).Refused);
        Assert.Equal(RejectReason.WrongSite, Resolve(directory, "sectors/health/new-site/b/telemetry").Refused);
    }

    [Fact]
    public void Beyond_the_limit_only_what_is_known_or_registered_is_let_in()
    {
        var directory = new DeviceDirectory(
            folder.Registry, new CurrentRulebook(Rulebook.Carried), new IngestionOptions { Onboarding = OnboardingPolicy.Open, MaxDevices = 1 });

        Assert.Equal(RejectReason.None, Resolve(directory, Topic("new-site", "a")).Refused);
        var (refused, device, batch) = Resolve(directory, Topic("new-site", "b"));
        Assert.Equal((RejectReason.UnknownDevice, Numbers.None), (refused, device));
        Assert.True(batch.IsEmpty);
        Assert.Equal(RejectReason.None, Resolve(directory, Topic("new-site", "a")).Refused);
        Assert.Equal(RejectReason.None, Resolve(directory, Topic("farm", "probe")).Refused);
    }

    [Fact]
    public async Task Registered_devices_take_no_room_from_those_that_are_let_in_also_after_a_restart()
    {
        var options = new IngestionOptions { Onboarding = OnboardingPolicy.Open, MaxDevices = 2 };
        var directory = new DeviceDirectory(folder.Registry, new CurrentRulebook(Rulebook.Carried), options);
        foreach (var device in new[] { "probe", "probe-2" }) Assert.Equal(RejectReason.None, Resolve(directory, Topic("farm", device)).Refused);
        foreach (var device in new[] { "let-in", "b" }) Assert.Equal(RejectReason.None, Resolve(directory, Topic("farm", device)).Refused);
        Assert.Equal(RejectReason.UnknownDevice, Resolve(directory, Topic("farm", "c")).Refused);

        // Whoever is registered afterwards makes room.
        await folder.Registry.AddDeviceAsync(new("let-in", "farm"), "tester");
        directory.Adopt([folder.Registry.Current.TryGetDevice("let-in", out var registered) ? registered : throw new InvalidOperationException()]);
        Assert.Equal(RejectReason.None, Resolve(directory, Topic("farm", "c")).Refused);
        Assert.Equal(RejectReason.UnknownDevice, Resolve(directory, Topic("farm", "d")).Refused);

        var after = new DeviceDirectory(folder.Registry, new CurrentRulebook(Rulebook.Carried), options);
        after.Load(
            [new KnownSite(Numbers.Of(3, 1), Sector.Agriculture, "farm", "")],
            new[] { "probe", "probe-2", "let-in", "c" }.Select((id, i) => new KnownDevice(Numbers.Of(3, i + 1), id, Numbers.Of(3, 1))));
        Assert.Equal(RejectReason.None, Resolve(after, Topic("farm", "d")).Refused);
        Assert.Equal(RejectReason.UnknownDevice, Resolve(after, Topic("farm", "e")).Refused);
    }

    [Fact]
    public void A_device_has_one_topic_in_whatever_letters_its_sector_is_written()
    {
        var directory = Empty(OnboardingPolicy.Closed);
        var (_, device, batch) = Resolve(directory, "sectors/AGRIculture/farm/probe/telemetry");
        directory.MarkDurable(batch.Introductions);
        for (var letters = 0; letters < 64; letters++)
        {
            var sector = string.Concat("agriculture".Select((letter, i) => (letters & (1 << i)) == 0 ? letter : char.ToUpperInvariant(letter)));
            var (refused, same, more) = Resolve(directory, $"sectors/{sector}/farm/probe/telemetry");
            Assert.Equal((RejectReason.None, device), (refused, same));
            Assert.Empty(more.Introductions);
        }

        Assert.Equal(1, directory.TopicCount);
    }

    [Fact]
    public void Beyond_the_limit_of_roaming_shards_a_device_counts_where_it_counted_before()
    {
        var directory = new DeviceDirectory(folder.Registry, new CurrentRulebook(Rulebook.Carried), new IngestionOptions { MaxRoamingShards = 2 });
        var (_, device, _) = Resolve(directory, Topic("farm", "probe"));
        var shards = new[] { "01", "04", "08", "01", "08" }.Select(province => directory.Place(device, 1_000, new Position(21, 105), province).Shard).ToList();

        Assert.Equal(2, directory.RoamingShardCount);
        Assert.Equal(shards[0], shards[3]);
        Assert.Equal([Numbers.None, Numbers.None], [shards[2], shards[4]]);
        Assert.DoesNotContain(Numbers.None, shards[..2]);
    }

    [Fact]
    public void Every_batch_introduces_a_device_until_one_introduction_is_durable()
    {
        var directory = Empty(OnboardingPolicy.Closed);
        var (_, device, first) = Resolve(directory, Topic("farm", "probe"));
        var (_, again, second) = Resolve(directory, Topic("farm", "probe"));
        Assert.Equal(device, again);
        foreach (var contents in new[] { BatchContents.Of(first), BatchContents.Of(second) })
        {
            var seen = Assert.Single(contents.Devices);
            Assert.Equal((device, "probe"), (seen.Device, seen.Id));
            Assert.Equal((seen.Site, "farm"), (Assert.Single(contents.Sites).Site, contents.Sites[0].Id));
        }

        directory.MarkDurable(second.Introductions);
        var (refused, known, third) = Resolve(directory, Topic("farm", "probe"));
        Assert.Equal((RejectReason.None, device), (refused, known));
        Assert.True(third.IsEmpty);
    }

    [Fact]
    public void Only_durable_devices_are_sighted_in_the_order_in_which_they_were_seen()
    {
        var directory = Empty(OnboardingPolicy.Open);
        var (_, _, first) = Resolve(directory, Topic("farm", "probe"));
        var (_, _, second) = Resolve(directory, Topic("new-site", "a"));
        var from = 0;

        directory.MarkDurable(second.Introductions);
        Assert.Empty(directory.Sightings(ref from, 10));

        directory.MarkDurable(first.Introductions);
        Assert.Equal(
            [new Sighting("probe", "farm", Sector.Agriculture), new Sighting("a", "new-site", Sector.Agriculture)], directory.Sightings(ref from, 10));
        Assert.Empty(directory.Sightings(ref from, 10));
    }

    [Fact]
    public void After_a_restart_known_devices_keep_their_numbers_and_new_ones_continue_them()
    {
        var before = Empty(OnboardingPolicy.Closed);
        var (_, device, batch) = Resolve(before, Topic("farm", "probe"));
        var seen = BatchContents.Of(batch);
        var site = seen.Sites[0];

        var after = Empty(OnboardingPolicy.Closed);
        after.Load([new(site.Site, site.Sector, site.Id, site.Area)], [new(device, "probe", site.Site)]);

        var (_, known, nothing) = Resolve(after, Topic("farm", "probe"));
        Assert.Equal(device, known);
        Assert.True(nothing.IsEmpty);
        Assert.True(after.TryFindDevice("probe", out var found));
        Assert.Equal(device, found);

        var (_, next, introducing) = Resolve(after, Topic("farm", "probe-2"));
        Assert.Equal(Numbers.Of(Numbers.PartitionOf(device), Numbers.IndexOf(device) + 1), next);
        Assert.Equal(site.Site, Assert.Single(BatchContents.Of(introducing).Devices).Site);
    }

    [Fact]
    public void A_site_has_one_partition_and_a_large_site_has_a_shard_in_each()
    {
        var directory = Empty(OnboardingPolicy.Closed);
        Assert.Equal(
            Numbers.PartitionOf(Resolve(directory, Topic("farm", "probe")).Device), Numbers.PartitionOf(Resolve(directory, Topic("farm", "probe-2")).Device));

        var seen = Enumerable.Range(0, 500).Select(i => BatchContents.Of(Resolve(directory, Topic("estate", $"estate-{i}")).Batch)).ToList();
        var shards = seen.SelectMany(contents => contents.Sites).Select(site => site.Site).Distinct().ToList();
        Assert.Equal(Numbers.PartitionCount, shards.Select(Numbers.PartitionOf).Distinct().Count());
        Assert.Equal(Numbers.PartitionCount, shards.Count);
        Assert.All(seen, contents => Assert.Equal(Numbers.PartitionOf(contents.Sites[0].Site), Numbers.PartitionOf(contents.Devices[0].Device)));
        Assert.Equal(500, seen.Select(contents => contents.Devices[0].Device).Distinct().Count());
        Assert.Equal(2, directory.SiteCount);
    }

    [Fact]
    public void A_commune_is_told_to_every_shard_once()
    {
        var directory = Empty(OnboardingPolicy.Open);
        var site = BatchContents.Of(Resolve(directory, Topic("new-site", "a")).Batch).Sites[0];

        Assert.Equal([site.Site], directory.Assign("new-site", "00004"));
        Assert.Empty(directory.Assign("new-site", "00004"));
        Assert.Empty(directory.Assign("never-seen", "00004"));
        Assert.Equal("00004", BatchContents.Of(Resolve(directory, Topic("new-site", "b")).Batch).Sites[0].Area);
    }

    private static string Topic(string site, string device) => $"sectors/agriculture/{site}/{device}/telemetry";

    private DeviceDirectory Empty(OnboardingPolicy onboarding) =>
        new(folder.Registry, new CurrentRulebook(Rulebook.Carried), new IngestionOptions { Onboarding = onboarding });

    private static (RejectReason Refused, uint Device, PublishBatch Batch) Resolve(DeviceDirectory directory, string topic)
    {
        var batch = new PublishBatchPool(directory, new IngestionOptions()).Rent();
        var refused = directory.Resolve(Encoding.UTF8.GetBytes(topic), batch, out var device, out _, out _);
        return (refused, device, batch);
    }
}
