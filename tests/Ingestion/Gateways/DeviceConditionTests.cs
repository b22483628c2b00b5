using SmartSectors.Ingestion.Tests.Support;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Tests.Gateways;

/// <summary>What a device says of its condition, from the socket to what the log gets.</summary>
public class DeviceConditionTests(RegistryFolder folder) : IClassFixture<RegistryFolder>
{
    private const string Analyser = """
        profile: analyser
        version: 1
        sector: agriculture
        default_for: [zigbee2mqtt]
        condition: { name: status, calibrating: [cal, 1], error: [fault] }
        """;

    private static readonly long s_nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task It_is_told_with_the_readings_that_it_covers_and_again_when_it_changes()
    {
        await using var inlet = await StartAsync();
        Assert.Equal([("normal", 0, true)], await SayAsync(inlet, (0, "ok")));
        Assert.Empty(await SayAsync(inlet, (10, "fine")));
        Assert.Equal([("calibrating", 20, true)], await SayAsync(inlet, (20, "cal")));
        Assert.Empty(await SayAsync(inlet, (30, "1")));
        Assert.Equal([("error", 40, true)], await SayAsync(inlet, (40, "fault")));
        Assert.Equal([("normal", 50, true)], await SayAsync(inlet, (50, "ok")));
    }

    [Fact]
    public async Task A_word_that_comes_late_is_of_its_own_moment()
    {
        await using var inlet = await StartAsync();
        await SayAsync(inlet, (50, "ok"));
        Assert.Equal([("calibrating", 20, false)], await SayAsync(inlet, (20, "cal")));
        Assert.Equal([("normal", 10, false)], await SayAsync(inlet, (10, "ok")));
        Assert.Empty(await SayAsync(inlet, (60, "ok")));
    }

    [Fact]
    public async Task A_word_from_the_future_and_a_message_that_is_refused_say_nothing()
    {
        await using var inlet = await StartAsync();
        await SayAsync(inlet, (0, "ok"));
        Assert.Empty(await SayAsync(inlet, (3_600, "cal")));
        inlet.Log.Open();
        await using (var publisher = await inlet.ConnectAsync("gw"))
        {
            Assert.Equal(PubAckReason.PayloadFormatInvalid, await Inlet.PublishAsync(publisher, """{"status":"cal","soil_moisture":""", "v1/devices/me/telemetry"));
        }

        Assert.Equal([("calibrating", 10, true)], await SayAsync(inlet, (10, "cal")));
    }

    private Task<Inlet> StartAsync()
    {
        var schemes = SchemeCatalog.Load();
        var rules = new CurrentRulebook(new Rulebook(schemes, ProfileCatalog.Parse([("analyser.yaml", Analyser.Replace("zigbee2mqtt", "thingsboard_device", StringComparison.Ordinal))], schemes)));
        return Inlet.StartAsync(folder.Registry, new IngestionOptions { Onboarding = OnboardingPolicy.Open }, rules);
    }

    // One message of a reading and a word, some seconds from now.
    private static async Task<List<(string Condition, long Second, bool IsOpen)>> SayAsync(Inlet inlet, (int Second, string Status) word)
    {
        inlet.Log.Open();
        var known = inlet.Log.Durable.Count;
        await using var publisher = await inlet.ConnectAsync("farm.analyser");
        Assert.Equal(PubAckReason.Success, await Inlet.PublishAsync(
            publisher, $$$"""{"ts":{{{s_nowMs + (word.Second * 1000)}}},"values":{"soil_moisture":30,"status":"{{{word.Status}}}"}}""", "v1/devices/me/telemetry"));
        var contents = Assert.Single(inlet.Log.Durable.Skip(known));
        var sample = Assert.Single(contents.Samples);
        Assert.Equal([30.0], sample.Values);
        Assert.All(contents.Conditions, told => Assert.Equal((sample.Device, ConditionSource.Device, sample.TimeMs), (told.Device, told.Source, told.FromMs)));
        Assert.All(contents.Conditions, told => Assert.True(told.UntilMs == long.MaxValue || told.UntilMs == told.FromMs + 1));
        return [.. contents.Conditions.Select(told => (told.Condition.Name(), (told.FromMs - s_nowMs) / 1000, told.UntilMs == long.MaxValue))];
    }
}
