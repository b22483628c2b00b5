using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Ingestion.Tests.Support;
using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Tests.Gateways;

/// <summary>Positions, from the socket to what the log gets.</summary>
public class PlacedDeviceTests(RegistryFolder folder) : IClassFixture<RegistryFolder>
{
    private const string Truck = "owntracks/fleet-7/truck-12";

    private static readonly long _seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static readonly IngestionOptions _open = new() { Onboarding = OnboardingPolicy.Open };

    [Theory]
    [InlineData(Truck, """{"_type":"location","lat":21.0278,"lon":105.8342,"tst":SECONDS,"vel":42}""", 1, 21.0278, 105.8342)]
    [InlineData(Truck, """{"_type":"location","lat":10.7769,"lon":106.7009,"tst":SECONDS}""", 79, 10.7769, 106.7009)]
    [InlineData("/hfp/v2/journey/ongoing/vp/bus/0055/01216/1069/1/Malmi/7:20/1130106/2/60;24/19/73/44", """{"VP":{"tsi":SECONDS,"lat":21.0278,"long":105.8342,"dl":0}}""", 1, 21.0278, 105.8342)]
    [InlineData(Truck, """{"_type":"location","lat":16,"lon":112,"tst":SECONDS}""", 0, 16, 112)]
    [InlineData(Truck, """{"_type":"location","lat":91,"lon":105,"tst":SECONDS}""", 0, 91, 105)]
    [InlineData(Truck, """{"_type":"location","lat":21,"tst":SECONDS}""", 0, 21, double.NaN)]
    public async Task A_sample_comes_with_its_place_and_the_province_there(string topic, string body, byte province, double latitude, double longitude)
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry, _open);
        var (reason, contents) = await inlet.PublishAsync(body.Replace("SECONDS", $"{_seconds}", StringComparison.Ordinal), topic, "gw");

        Assert.Equal(PubAckReason.Success, reason);
        var placed = Assert.Single(contents.Places);
        Assert.Equal((province, latitude, longitude), (placed.Province, placed.Latitude, placed.Longitude));
        Assert.Equal(province == 0, placed.Shard == Numbers.None);
        var sample = Assert.Single(contents.Samples);
        Assert.Equal((placed.Device, placed.TimeMs, SampleFlags.Placed), (sample.Device, sample.TimeMs, sample.Flags));
        Assert.Empty(contents.Rejections);
    }

    [Fact]
    public async Task A_province_has_one_shard_a_site_and_partition_also_after_a_restart()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry, _open);
        inlet.Log.Open();
        await using var publisher = await inlet.ConnectAsync("gw");
        foreach (var truck in new[] { "truck-1", "truck-2" })
        {
            foreach (var position in new[] { "\"lat\":21.0278,\"lon\":105.8342", "\"lat\":10.7769,\"lon\":106.7009" })
            {
                await Inlet.PublishAsync(publisher, $$"""{"_type":"location",{{position}},"tst":{{_seconds}}}""", $"owntracks/fleet-7/{truck}");
            }
        }

        var places = inlet.Log.Durable.SelectMany(contents => contents.Places).ToList();
        var home = inlet.Log.Durable.SelectMany(contents => contents.Sites).First();
        var shards = places.GroupBy(place => place.Province).ToDictionary(group => group.Key, group => Assert.Single(group.Select(place => place.Shard).Distinct()));
        Assert.Equal(3, shards.Values.Append(home.Site).Distinct().Count());
        Assert.Single(shards.Values.Append(home.Site).Select(Numbers.PartitionOf).Distinct());

        // The stores know what the log has: a device is at the shard where it was last.
        await using var again = await Inlet.StartAsync(folder.Registry, _open);
        again.Directory.Load(
            [new(home.Site, home.Sector, home.Id, home.Area), .. shards.Select(shard => new Ingestion.Directory.KnownSite(shard.Value, home.Sector, home.Id, $"{shard.Key:00}"))],
            inlet.Log.Durable.SelectMany(contents => contents.Devices).DistinctBy(device => device.Device)
                .Select(device => new Ingestion.Directory.KnownDevice(device.Device, device.Id, shards[79])));
        var (reason, contents) = await again.PublishAsync($$"""{"_type":"location","lat":21.0278,"lon":105.8342,"tst":{{_seconds}}}""", "owntracks/fleet-7/truck-2", "gw");
        Assert.Equal(PubAckReason.Success, reason);
        Assert.Equal(shards[1], Assert.Single(contents.Places).Shard);
        Assert.Empty(contents.Devices);
    }

    [Fact]
    public async Task A_probe_that_stands_in_a_field_tells_its_place_and_stays_with_its_site()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry, _open);
        var (_, contents) = await inlet.PublishAsync(
            $$$"""{"time":"{{{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}}}","location":{"latitude":21.0278,"longitude":105.8342,"source":"GNSS","accuracy":15}}""",
            "application/farms/device/0102030405060708/event/location", "gw");
        Assert.Equal((Numbers.None, (byte)0, 21.0278), Assert.Single(contents.Places.Select(place => (place.Shard, place.Province, place.Latitude))));
        Assert.Empty(Assert.Single(contents.Samples).Values);
    }

    [Fact]
    public async Task A_message_that_is_refused_leaves_no_place()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry, _open);
        var (_, contents) = await inlet.PublishAsync(
            $$"""{"_type":"location","lat":21.0278,"lon":105.8342,"tst":{{_seconds - 700_000}}}""", Truck, "gw");
        Assert.Empty(contents.Places);
        Assert.Empty(contents.Samples);
        Assert.Single(contents.Rejections);
    }
}
