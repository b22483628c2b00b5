using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Registry.Tests;

public class TermsTests
{
    private const string Actor = "tester";
    private static readonly DateTimeOffset s_now = RegistryFixture.FixedTime.Now;
    private static readonly ParameterSet s_limit = ParameterSet.Of([new("limit", 50)]);
    private static readonly DeviceRegistration s_truck = new("truck", "depot");

    [Fact]
    public async Task The_first_terms_always_held_and_later_ones_hold_from_when_they_are_registered()
    {
        await using var fixture = await StartAsync();
        await AddAsync(fixture, s_truck with { Weight = 3 }, RegistrationOutcome.Added);
        Assert.Equal(new RegisteredTerms(3, ParameterSet.Empty, null), Terms(fixture));

        await AddAsync(fixture, s_truck with { Parameters = s_limit }, RegistrationOutcome.Changed);
        Assert.Equal(new RegisteredTerms(3, s_limit, s_now), Terms(fixture));

        await AddAsync(fixture, s_truck, RegistrationOutcome.Unchanged); // what is left out stays
        await AddAsync(fixture, s_truck with { Weight = 3, Parameters = s_limit }, RegistrationOutcome.Unchanged);
        Assert.Equal(new RegisteredTerms(3, s_limit, s_now), Terms(fixture));
    }

    [Fact]
    public async Task They_are_there_after_a_restart_in_lists_and_in_the_outbox()
    {
        await using var fixture = await StartAsync();
        var from = s_now.AddDays(-2).ToOffset(TimeSpan.FromHours(7));
        await AddAsync(fixture, s_truck with { Weight = 3 }, RegistrationOutcome.Added);
        await AddAsync(fixture, s_truck with { Weight = 4, Parameters = s_limit, From = from }, RegistrationOutcome.Changed);
        await AddAsync(fixture, new("plain", "depot"), RegistrationOutcome.Added);
        var expected = new RegisteredTerms(4, s_limit, from);

        RegisteredTerms[] all = [new(3, ParameterSet.Empty, null), expected];
        Assert.Equal(all, fixture.Registry.Current.TermsOf("truck"));

        await fixture.RestartAsync();

        Assert.Equal(expected, Terms(fixture));
        Assert.Equal(all, fixture.Registry.Current.TermsOf("truck"));
        Assert.Equal([null, expected], (await fixture.Registry.ListDevicesAsync(null, 10)).Items.Select(device => device.Terms));
        Assert.Equal(
            [new RegisteredTerms(3, ParameterSet.Empty, null), expected, null],
            (await fixture.Registry.ReadChangesAsync(0, 50)).Select(change => change.Device).OfType<Device>().Select(device => device.Terms));
        await AddAsync(fixture, s_truck with { Weight = 4, From = from }, RegistrationOutcome.Unchanged);
    }

    [Fact]
    public async Task Of_one_batch_all_terms_are_known_and_of_very_many_the_newest()
    {
        await using var fixture = await StartAsync();
        var first = s_now.AddDays(-100);
        await fixture.Registry.AddDevicesAsync(
            [.. Enumerable.Range(0, 70).Select(i => s_truck with { Weight = i + 1, From = first.AddDays(i) })], Actor);

        var known = fixture.Registry.Current.TermsOf("truck");
        Assert.Equal(Enumerable.Range(7, 64).Select(weight => (long)weight), known.Select(terms => terms.Weight));
        await fixture.RestartAsync();
        Assert.Equal(known.AsEnumerable(), fixture.Registry.Current.TermsOf("truck"));
    }

    public static TheoryData<DeviceRegistration, string> Wrong => new()
    {
        { s_truck with { Weight = 0 }, "weight: must be a whole number from 1 to 1000000" },
        { s_truck with { Weight = 1_000_001 }, "weight: must be" },
        { s_truck with { Parameters = ParameterSet.Of([new("Limit", 5)]) }, "parameters: 'Limit' is no name" },
        { s_truck with { Parameters = ParameterSet.Of([new("limit", 2e9)]) }, "parameters: limit must be a number" },
        { s_truck with { Parameters = ParameterSet.Of([new("limit", double.PositiveInfinity)]) }, "parameters: limit must be a number" },
        { s_truck with { Parameters = ParameterSet.Of(Enumerable.Range(0, 17).Select(i => KeyValuePair.Create(new string('a', i + 1), 1.0))) }, "parameters: has more than 16" },
        { s_truck with { From = s_now }, "from: it dates weight and parameters" },
        { s_truck with { Weight = 2, From = s_now.AddHours(1) }, "from: must not be in the future" },
        { s_truck with { Weight = 2, From = s_now.AddYears(-30) }, "from: must not be before the year 2000" },
        { s_truck with { Weight = 2, From = s_now.AddDays(-5) }, "from: the present weight and parameters hold from 2026-09-28T08:30:00+00:00 on" },
    };

    [Theory, MemberData(nameof(Wrong))]
    public async Task Terms_that_break_a_rule_are_refused_with_it(DeviceRegistration given, string detail)
    {
        await using var fixture = await StartAsync();
        await AddAsync(fixture, s_truck with { Weight = 9, From = s_now.AddDays(-3) }, RegistrationOutcome.Added);

        var refused = await fixture.Registry.AddDeviceAsync(given, Actor);

        Assert.Equal(RegistrationOutcome.Invalid, refused.Outcome);
        Assert.StartsWith(detail, refused.Detail, StringComparison.Ordinal);
        Assert.Equal(9, Terms(fixture)!.Weight);
    }

    [Fact]
    public async Task A_profile_that_there_is_not_is_refused_with_the_nearest_of_the_sector()
    {
        await using var fixture = await StartAsync();
        var refused = await fixture.Registry.AddDeviceAsync(s_truck with { Profile = "owntrack-vehicle" }, Actor);
        Assert.Equal(
            new Registration("truck", RegistrationOutcome.Invalid, "profile: there is no 'owntrack-vehicle'; transport has owntracks-vehicle, tracked-vehicle, hsl-bus"), refused);
    }

    private static async Task<RegistryFixture> StartAsync()
    {
        var fixture = await RegistryFixture.StartAsync();
        await fixture.Registry.AddSiteAsync(new("depot", Sector.Transport), Actor);
        return fixture;
    }

    private static async Task AddAsync(RegistryFixture fixture, DeviceRegistration given, RegistrationOutcome outcome)
    {
        var registration = await fixture.Registry.AddDeviceAsync(given, Actor);
        Assert.Equal((outcome, true), (registration.Outcome, registration.Holds));
    }

    private static RegisteredTerms? Terms(RegistryFixture fixture) =>
        fixture.Registry.Current.TryGetDevice("truck", out var device) ? device.Terms : throw new InvalidOperationException("no truck");
}
