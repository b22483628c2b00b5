using System.Text;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Ingestion.Tests.Support;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Tests.Gateways;

/// <summary>What gateways publish, from the socket to what the log gets.</summary>
public class ForeignMessageTests(RegistryFolder folder) : IClassFixture<RegistryFolder>
{
    // A whole second, for formats that have no others; a profile may not take what is too old.
    private static readonly long _seconds = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private static readonly IngestionOptions _open = new() { Onboarding = OnboardingPolicy.Open };

    [Theory]
    [InlineData("v1/devices/me/telemetry", """{"ts":SECONDS000,"values":{"soil_moisture":31.2,"soil_temp":27.4}}""", "gw", "thingsboard", Sector.Agriculture, "gw", 31.2, 27.4)]
    [InlineData("senml/probe-1", """[{"bt":SECONDS,"n":"soil_temp","u":"Cel","v":27.4}]""", "gw", "senml", Sector.Agriculture, "probe-1", 27.4)]
    [InlineData("owntracks/fleet-7/truck-12", """{"_type":"location","lat":21.0278,"lon":105.8342,"tst":SECONDS,"vel":42}""", "gw", "owntracks:fleet-7", Sector.Transport, "fleet-7:truck-12", 42.0)]
    [InlineData("zigbee2mqtt/ward 3/fridge", """{"last_seen":SECONDS000,"temperature":5.4,"contact":true}""", "gw", "zigbee2mqtt", Sector.Health, "ward_203:fridge", 5.4)]
    public async Task A_device_of_nobody_is_introduced_at_the_site_of_its_group(
        string topic, string body, string user, string site, Sector sector, string device, params double[] values)
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry, _open);
        var (reason, contents) = await inlet.PublishAsync(body.Replace("SECONDS", $"{_seconds}", StringComparison.Ordinal), topic, user);

        Assert.Equal(PubAckReason.Success, reason);
        var seenSite = Assert.Single(contents.Sites);
        var seen = Assert.Single(contents.Devices);
        Assert.Equal((site, sector, device, seenSite.Site), (seenSite.Id, seenSite.Sector, seen.Id, seen.Site));
        var sample = Assert.Single(contents.Samples);
        Assert.Equal((seen.Device, _seconds * 1_000), (sample.Device, sample.TimeMs));
        Assert.False(sample.Flags.HasFlag(SampleFlags.ServerStamped));
        Assert.Equal(values, sample.Values);
        Assert.Empty(contents.Rejections);
    }

    [Fact]
    public async Task A_gateway_brings_many_devices_in_one_message_each_with_its_own_readings()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry, _open);
        var (reason, contents) = await inlet.PublishAsync(
            """{"Dev A":[{"ts":1795212000000,"values":{"soil_temp":27.4,"wind":1}}],"Dev B":[{"ts":1795212000001,"values":{"soil_temp":26.9}}]}""",
            "v1/gateway/telemetry", "gateway-1");

        Assert.Equal(PubAckReason.Success, reason);
        Assert.Equal(["Dev_20A", "Dev_20B"], contents.Devices.Select(device => device.Id));
        Assert.Equal("thingsboard:gateway-1", contents.Sites.Select(one => one.Id).Distinct().Single());
        Assert.Equal(
            contents.Devices.Zip([27.4, 26.9]).Select(pair => (pair.First.Device, pair.Second)),
            contents.Samples.Select(sample => (sample.Device, sample.Values.Single())));
        var rejected = Assert.Single(contents.Rejections);
        Assert.Equal((contents.Devices[0].Device, RejectReason.UnknownIndicator), (rejected.Device, rejected.Reason));
    }

    [Fact]
    public async Task A_registered_device_is_at_its_own_site_whichever_gateway_brings_it()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry);
        foreach (var gateway in new[] { "gateway-1", "gateway-2" })
        {
            var body = $$$"""{"probe":[{"ts":{{{_seconds}}}000,"values":{"soil_temp":27.4}}]}""";
            inlet.Log.Open();
            await using var publisher = await inlet.ConnectAsync(gateway);
            Assert.Equal(PubAckReason.Success, await Inlet.PublishAsync(publisher, body, "v1/gateway/telemetry"));
        }

        Assert.Equal(["farm"], inlet.Log.Durable.SelectMany(contents => contents.Sites).Select(site => site.Id));
        Assert.Equal(2, inlet.Log.Durable.SelectMany(contents => contents.Samples).Count());
    }

    [Fact]
    public async Task A_device_that_was_only_seen_belongs_to_the_group_that_brought_it_first()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry, _open);
        inlet.Log.Open();
        const string Body = """{"stray":[{"soil_temp":27.4}]}""";
        await using var first = await inlet.ConnectAsync("gateway-1");
        await using var second = await inlet.ConnectAsync("gateway-2");

        Assert.Equal(PubAckReason.Success, await Inlet.PublishAsync(first, Body, "v1/gateway/telemetry"));
        Assert.Equal(PubAckReason.NotAuthorized, await Inlet.PublishAsync(second, Body, "v1/gateway/telemetry"));
        Assert.Equal(RejectReason.WrongSite, Assert.Single(inlet.Log.Durable.Last().Rejections).Reason);
    }

    [Theory]
    [InlineData("v1/devices/me/telemetry", """{"soil_temp":27.4}""", "stranger", RejectReason.UnknownDevice, PubAckReason.NotAuthorized)]
    [InlineData("v1/devices/me/telemetry", """{"soil_temp":27.4}""", null, RejectReason.UnknownDevice, PubAckReason.NotAuthorized)]
    [InlineData("v1/gateway/telemetry", """{"Dev A":[{"soil_temp":27.4,"soil_ec":1}],"Dev B":[{"soil_temp":1}]}""", "gw", RejectReason.UnknownDevice, PubAckReason.NotAuthorized)]
    [InlineData("v1/gateway/connect", """{"device":"Dev A"}""", "gw", RejectReason.UnknownDevice, PubAckReason.NotAuthorized)]
    [InlineData("v1/devices/me/telemetry", "{", "probe", RejectReason.Malformed, PubAckReason.PayloadFormatInvalid)]
    [InlineData("senml/probe", """[{"n":"soil_temp","v":1},{"n":"soil_temp"}]""", null, RejectReason.Malformed, PubAckReason.PayloadFormatInvalid)]
    [InlineData("spBv1.0/factory/NONSENSE/plc-1", "", null, RejectReason.BadTopic, PubAckReason.TopicNameInvalid)]
    [InlineData("owntracks/fleet-7/truck-12", """{"_type":"encrypted","data":"x"}""", null, RejectReason.Undecoded, PubAckReason.PayloadFormatInvalid)]
    [InlineData("spBv1.0/factory/NDATA/plc-1", "no protobuf", null, RejectReason.Malformed, PubAckReason.PayloadFormatInvalid)]
    public async Task What_is_refused_as_a_whole_is_booked_once_and_kept(
        string topic, string body, string? user, RejectReason refused, PubAckReason answer)
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry);
        var (reason, contents) = await inlet.PublishAsync(body, topic, user);

        Assert.Equal(answer, reason);
        Assert.Empty(contents.Samples);
        var booked = Assert.Single(contents.Rejections);
        Assert.Equal((refused, 1U, topic, body), (booked.Reason, booked.Count, booked.Topic, Encoding.UTF8.GetString(booked.Body)));
    }

    [Fact]
    public async Task A_message_that_breaks_off_behind_a_device_leaves_the_device_introduced_and_charged()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry, _open);
        var (_, contents) = await inlet.PublishAsync("""{"late comer":[{"soil_temp":27.4}],""", "v1/gateway/telemetry", "gateway-1");

        Assert.Empty(contents.Samples);
        var seen = Assert.Single(contents.Devices);
        Assert.Equal(("late_20comer", seen.Device), (seen.Id, Assert.Single(contents.Rejections).Device));
        Assert.True(inlet.Directory.TryFindDevice("late_20comer", out var number));
        Assert.Equal(seen.Device, number);
    }

    [Fact]
    public async Task A_message_of_known_and_unknown_devices_keeps_the_known_ones_readings()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry);
        var (reason, contents) = await inlet.PublishAsync(
            """{"stranger":[{"soil_temp":1,"soil_ec":2}],"probe":[{"soil_temp":27.4}]}""", "v1/gateway/telemetry", "gateway-1");

        Assert.Equal(PubAckReason.Success, reason);
        Assert.Equal([27.4], Assert.Single(contents.Samples).Values);
        Assert.Equal(
            [(Numbers.None, RejectReason.UnknownDevice, "v1/gateway/telemetry"), (Numbers.None, RejectReason.UnknownDevice, "")],
            contents.Rejections.Select(one => (one.Device, one.Reason, one.Topic)));
    }

    [Fact]
    public async Task A_device_that_its_gateway_takes_leave_of_is_stale()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry, _open);
        inlet.Log.Open();
        await using var publisher = await inlet.ConnectAsync("gateway-1");
        await Inlet.PublishAsync(publisher, """{"device":"comes and goes","type":"soil probe"}""", "v1/gateway/connect");
        await Inlet.PublishAsync(publisher, """{"device":"comes and goes"}""", "v1/gateway/disconnect");

        var seen = Assert.Single(inlet.Log.Durable.First().Devices);
        Assert.Equal(("comes_20and_20goes", seen.Device), (seen.Id, Assert.Single(inlet.Log.Durable.Last().Stale)));
        Assert.Empty(inlet.Log.Durable.Last().Rejections);
    }

    [Theory]
    [InlineData("application/7/device/0102030405060708/event/join", "{}")]
    [InlineData("v1/devices/me/attributes", "{}")]
    [InlineData("zigbee2mqtt/bridge/state", "online")]
    [InlineData("zigbee2mqtt/fridge", "")]
    public async Task A_message_without_readings_is_acknowledged_and_leaves_nothing_in_the_log(string topic, string body)
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry);
        inlet.Log.Open();
        await using var publisher = await inlet.ConnectAsync();
        Assert.Equal(PubAckReason.Success, await Inlet.PublishAsync(publisher, body, topic).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Empty(inlet.Log.Durable);
    }
}
