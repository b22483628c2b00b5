using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Ingestion.Tests.Support;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Tests.Gateways;

/// <summary>Zigbee2MQTT's bridge, from the socket to what the log gets.</summary>
public class ZigbeeBridgeTests(RegistryFolder folder) : IClassFixture<RegistryFolder>
{
    private const string Devices = "zigbee2mqtt/bridge/devices";
    private const string State = "zigbee2mqtt/bridge/state";

    // Of a model whose thermometer tells tens of degrees, so that its readings are known from those by the default.
    private const string Tens = """
        profile: tens
        version: 1
        sector: health
        models: [TENS-1]
        fields:
          - { name: temperature, indicator: VACCINE_TEMP, unit: Cel, scale: 10 }
        """;

    [Fact]
    public async Task A_device_has_the_profile_of_the_model_that_its_own_bridge_listed()
    {
        await using var inlet = await StartAsync();
        await using var ward = await inlet.ConnectAsync("bridge-1");
        await using var other = await inlet.ConnectAsync("bridge-2");
        await PublishAsync(ward, Devices, List("TENS-1", "m/fridge", "m/shelf"));

        Assert.Equal(50.0, await MeasureAsync(inlet, ward, "m/fridge"));
        Assert.Equal(50.0, await MeasureAsync(inlet, ward, "m/shelf"));
        Assert.Equal(5.0, await MeasureAsync(inlet, ward, "m/unlisted"));
        Assert.Equal(5.0, await MeasureAsync(inlet, other, "m/fridge"));

        await PublishAsync(ward, Devices, List("tens-1", "m/fridge"));
        Assert.Equal(50.0, await MeasureAsync(inlet, ward, "m/fridge"));
        Assert.Equal(5.0, await MeasureAsync(inlet, ward, "m/shelf"));
    }

    [Theory]
    [InlineData("""[{"friendly_name":"h/fridge","definition":{"model":"OTHER"}}""", RejectReason.Malformed, PubAckReason.PayloadFormatInvalid)]
    [InlineData("""[{"friendly_name":["h/fridge"]}]""", RejectReason.Malformed, PubAckReason.PayloadFormatInvalid)]
    [InlineData("""[{"friendly_name":"a"},{"friendly_name":"b"},{"friendly_name":"c"}]""", RejectReason.TooManyReadings, PubAckReason.QuotaExceeded)]
    [InlineData("LONG", RejectReason.Oversized, PubAckReason.QuotaExceeded)]
    public async Task A_list_that_is_refused_is_booked_and_the_one_before_holds(string list, RejectReason refused, PubAckReason answer)
    {
        await using var inlet = await StartAsync(new GatewayOptions { ZigbeeDevices = 2, ZigbeeListBytes = 4_000 });
        await using var bridge = await inlet.ConnectAsync("bridge-1");
        await PublishAsync(bridge, Devices, List("TENS-1", "h/fridge"));

        var body = list.Replace("LONG", new string(' ', 4_001), StringComparison.Ordinal);
        Assert.Equal(answer, await Inlet.PublishAsync(bridge, body, Devices));
        Assert.Equal((refused, Devices), (inlet.Log.Durable.Last().Rejections.Single().Reason, inlet.Log.Durable.Last().Rejections.Single().Topic));
        Assert.Equal(50.0, await MeasureAsync(inlet, bridge, "h/fridge"));
    }

    [Theory]
    [InlineData("offline", "online")]
    [InlineData("""{"state":"offline"}""", """{"state":"online"}""")]
    public async Task A_bridge_that_goes_takes_those_of_its_devices_along_that_were_heard(string offline, string online)
    {
        await using var inlet = await StartAsync();
        await using var bridge = await inlet.ConnectAsync("bridge-1");
        await PublishAsync(bridge, Devices, List("TENS-1", "s/fridge", "s/shelf", "s/never heard", "probe-2", "estate-1"));
        foreach (var name in new[] { "s/fridge", "s/shelf", "s/unlisted" }) await MeasureAsync(inlet, bridge, name);
        var heard = inlet.Log.Durable.SelectMany(contents => contents.Devices).ToDictionary(seen => seen.Id, seen => seen.Device);
        var known = inlet.Log.Durable.Count;

        await PublishAsync(bridge, State, online);
        Assert.Equal(known, inlet.Log.Durable.Count);
        await PublishAsync(bridge, State, offline);
        var contents = Assert.Single(inlet.Log.Durable.Skip(known));
        Assert.Equal(new[] { heard["s:fridge"], heard["s:shelf"] }.Order(), contents.Stale.Order());
        Assert.Empty(contents.Devices);
        Assert.Empty(contents.Rejections);
        Assert.Equal(50.0, await MeasureAsync(inlet, bridge, "s/fridge"));
    }

    [Fact]
    public async Task A_device_of_another_source_is_not_stale_by_a_bridge_that_lists_its_name()
    {
        await using var inlet = await StartAsync();
        await using var bridge = await inlet.ConnectAsync("bridge-1");
        Assert.Equal(PubAckReason.Success, await Inlet.PublishAsync(bridge, """{"lone":[{"soil_temp":27.4}]}""", "v1/gateway/telemetry"));
        await PublishAsync(bridge, Devices, List("TENS-1", "lone"));
        var known = inlet.Log.Durable.Count;

        await PublishAsync(bridge, State, "offline");
        await PublishAsync(bridge, "zigbee2mqtt/lone/availability", "offline");
        Assert.Equal(known, inlet.Log.Durable.Count);
    }

    [Fact]
    public async Task The_will_of_a_bridge_takes_its_devices_along()
    {
        await using var inlet = await StartAsync();
        await using var bridge = await MqttPublisher.ConnectAsync(
            "127.0.0.1", inlet.Port, new MqttPublisherOptions { Version = MqttVersion.V5, UserName = "bridge-1", ClientId = "mqttjs_1" });
        await PublishAsync(bridge, Devices, List("TENS-1", "w/fridge"));
        await MeasureAsync(inlet, bridge, "w/fridge");
        var known = inlet.Log.Durable.Count;

        foreach (var client in new[] { "mqttjs_2", "mqttjs_1" })
        {
            var will = inlet.Application.AttachWill(client);
            Assert.True(will.Receive(new PublishPacket { Topic = Encoding.UTF8.GetBytes(State), Payload = """{"state":"offline"}"""u8.ToArray() }).IsForwarded);
            await will.EndReadAsync(new NoAcks(), CancellationToken.None);
        }

        Assert.Single(Assert.Single(inlet.Log.Durable.Skip(known)).Stale);
    }

    [Theory]
    [InlineData("offline", 1)]
    [InlineData("""{"state":"offline"}""", 1)]
    [InlineData("""{"state":"online"}""", 0)]
    [InlineData("", 0)]
    public async Task A_device_that_is_not_available_is_stale(string availability, int stale)
    {
        await using var inlet = await StartAsync();
        await using var bridge = await inlet.ConnectAsync("bridge-1");
        await MeasureAsync(inlet, bridge, "a/fridge");
        await PublishAsync(bridge, "zigbee2mqtt/a/nobody/availability", availability);
        await PublishAsync(bridge, "zigbee2mqtt/a/fridge/availability", availability);

        Assert.Equal(stale, inlet.Log.Durable.SelectMany(contents => contents.Stale).Count());
        Assert.Empty(inlet.Log.Durable.SelectMany(contents => contents.Rejections));
    }

    [Theory]
    [InlineData(State)]
    [InlineData("zigbee2mqtt/fridge/availability")]
    public async Task A_state_of_another_form_is_malformed(string topic)
    {
        await using var inlet = await StartAsync();
        var (reason, contents) = await inlet.PublishAsync("""{"state":["offline"]}""", topic, "bridge-1");
        Assert.Equal(PubAckReason.PayloadFormatInvalid, reason);
        Assert.Equal(RejectReason.Malformed, Assert.Single(contents.Rejections).Reason);
        Assert.Empty(contents.Stale);
    }

    [Fact]
    public void Beyond_the_limit_the_bridge_that_was_heard_longest_ago_is_forgotten()
    {
        var bridges = new ZigbeeBridges(new IngestionOptions { Gateways = new GatewayOptions { ZigbeeBridges = 2 } });
        foreach (var bridge in new[] { "one", "two" }) bridges.Take(Bytes(bridge), bridge, Bytes(List("TENS-1", "fridge")));
        bridges.Hear("one"u8, "again");
        bridges.Take("three"u8, "three", Bytes(List("TENS-1", "fridge")));

        Assert.Equal(2, bridges.Count);
        Assert.Equal(["TENS-1", "", "TENS-1"], new[] { "one", "two", "three" }.Select(bridge => ModelOf(bridges, bridge)));
    }

    [Fact]
    public async Task After_a_restart_the_retained_list_holds_for_bridges_that_have_sent_none()
    {
        await using var inlet = await StartAsync();
        inlet.Server.Publish(Bytes(Devices), Bytes(List("TENS-1", "fridge")), QualityOfService.AtMostOnce, retain: true);
        var bridges = new ZigbeeBridges(new IngestionOptions());
        await new ZigbeeRecall(bridges, inlet.Server, NullLogger<ZigbeeRecall>.Instance).StartAsync(CancellationToken.None);
        bridges.Hear("known"u8, "client");
        bridges.Take("lister"u8, "client", Bytes(List("OTHER", "fridge")));

        Assert.Equal(["TENS-1", "TENS-1", "OTHER"], new[] { "unknown", "known", "lister" }.Select(bridge => ModelOf(bridges, bridge)));
    }

    [Fact]
    public void A_model_is_looked_up_without_allocation()
    {
        var bridges = new ZigbeeBridges(new IngestionOptions());
        bridges.Take("one"u8, "one", Bytes(List("TENS-1", "ward 3/fridge")));
        var found = 0;
        for (var warm = 0; warm < 50; warm++) found += bridges.ModelOf("one"u8, "ward 3/fridge"u8).Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) found += bridges.ModelOf("one"u8, "ward 3/fridge"u8).Length;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(150 * "TENS-1".Length, found);
    }

    private async Task<Inlet> StartAsync(GatewayOptions? gateways = null)
    {
        var schemes = SchemeCatalog.Load();
        var profiles = ProfileCatalog.Parse([.. ProfileCatalog.EmbeddedFiles(), ("tens.yaml", Tens)], schemes);
        var options = new IngestionOptions { Onboarding = OnboardingPolicy.Open, Gateways = gateways ?? new GatewayOptions() };
        var inlet = await Inlet.StartAsync(folder.Registry, options, new CurrentRulebook(new Rulebook(schemes, profiles)));
        inlet.Log.Open();
        return inlet;
    }

    private static async Task PublishAsync(MqttPublisher publisher, string topic, string body) =>
        Assert.Equal(PubAckReason.Success, await Inlet.PublishAsync(publisher, body, topic).WaitAsync(TimeSpan.FromSeconds(30)));

    // Five degrees, as the device's profile understands them.
    private static async Task<double> MeasureAsync(Inlet inlet, MqttPublisher publisher, string name)
    {
        await PublishAsync(publisher, $"zigbee2mqtt/{name}", """{"temperature":5}""");
        return Assert.Single(Assert.Single(inlet.Log.Durable.Last().Samples).Values);
    }

    private static string List(string model, params string[] names) =>
        $"[{string.Join(',', names.Select(name => $$$"""{"friendly_name":"{{{name}}}","type":"EndDevice","definition":{"model":"{{{model}}}","vendor":"Maker"}}"""))}]";

    private static string ModelOf(ZigbeeBridges bridges, string bridge) => Encoding.UTF8.GetString(bridges.ModelOf(Bytes(bridge), "fridge"u8));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private sealed class NoAcks : IDeferredAcks, IAckPeer
    {
        public IAckPeer Peer => this;

        public void Complete()
        {
            // Nobody waits for the acknowledgement of a will.
        }

        public void RequestFlush()
        {
            // Nobody to flush to.
        }
    }
}
