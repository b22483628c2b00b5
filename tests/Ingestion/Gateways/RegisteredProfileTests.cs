using SmartSectors.Ingestion.Tests.Support;
using SmartSectors.Mqtt;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion.Tests.Gateways;

/// <summary>What the registration of a device says of its profile.</summary>
public class RegisteredProfileTests(RegistryFolder folder) : IClassFixture<RegistryFolder>
{
    private const string Topic = "sectors/agriculture/farm/modelled/telemetry";
    private const string OwnNames = """{"temp_SOIL":27.4,"water_SOIL":31.2,"BatV":3.3}""";

    [Fact]
    public async Task A_native_device_with_a_profile_may_use_its_models_names()
    {
        await folder.Registry.AddDeviceAsync(new("modelled", "farm", "lorawan-soil-probe"), "tester");
        await using var inlet = await Inlet.StartAsync(folder.Registry);
        var (reason, contents) = await inlet.PublishAsync(OwnNames, Topic);

        Assert.Equal(PubAckReason.Success, reason);
        Assert.Equal([27.4, 31.2], Assert.Single(contents.Samples).Values);
        Assert.Empty(contents.Rejections);
    }

    [Fact]
    public async Task What_is_older_than_the_profile_allows_is_too_old()
    {
        await folder.Registry.AddDeviceAsync(new("late", "farm", "lorawan-soil-probe"), "tester");
        await using var inlet = await Inlet.StartAsync(folder.Registry);
        var now = TimeProvider.System.GetUtcNow();
        long[] times = [now.AddHours(-25).ToUnixTimeMilliseconds(), now.AddHours(-23).ToUnixTimeMilliseconds()];
        var samples = times.Select(time => $$$"""{"ts":{{{time}}},"values":{"temp_SOIL":27.4,"water_SOIL":31.2}}""");
        var (_, contents) = await inlet.PublishAsync($"[{string.Join(',', samples)}]", "sectors/agriculture/farm/late/telemetry");

        Assert.Equal(times[1], Assert.Single(contents.Samples).TimeMs);
        Assert.Equal([RejectReason.TooOld, RejectReason.TooOld], contents.Rejections.Select(one => one.Reason));
    }

    [Fact]
    public async Task A_device_that_was_seen_and_is_registered_then_has_its_profile_from_then_on()
    {
        await using var inlet = await Inlet.StartAsync(folder.Registry, new IngestionOptions { Onboarding = OnboardingPolicy.Open });
        inlet.Log.Open();
        await using var publisher = await inlet.ConnectAsync();
        const string Own = "sectors/agriculture/farm/promoted/telemetry";
        await Inlet.PublishAsync(publisher, OwnNames, Own);
        Assert.Equal(3, inlet.Log.Durable.Last().Rejections.Count);

        await folder.Registry.AddDeviceAsync(new("promoted", "farm", "lorawan-soil-probe"), "tester");
        Assert.True(folder.Registry.Current.TryGetDevice("promoted", out var device));
        inlet.Directory.Adopt([device]);
        await Inlet.PublishAsync(publisher, OwnNames, Own);

        Assert.Equal([27.4, 31.2], Assert.Single(inlet.Log.Durable.Last().Samples).Values);
    }

    [Fact]
    public async Task A_profile_of_another_sector_or_of_no_name_is_not_registered()
    {
        var wrong = await folder.Registry.AddDeviceAsync(new("misfit", "farm", "hsl-bus"), "tester");
        Assert.Equal((RegistrationOutcome.Invalid, "profile: hsl-bus is of transport, and the site of agriculture"), (wrong.Outcome, wrong.Detail));

        var unknown = await folder.Registry.AddDeviceAsync(new("unheard-of", "farm", "lorawan-soil-prob"), "tester");
        Assert.Equal(
            (RegistrationOutcome.Invalid, "profile: there is no 'lorawan-soil-prob'; agriculture has lorawan-soil-probe"), (unknown.Outcome, unknown.Detail));
        Assert.False(folder.Registry.Current.TryGetDevice("unheard-of", out _));
    }
}
