using System.Text;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Schemes;

/// <summary>What a scheme derives, as the file of the transport sector says it.</summary>
public class DerivedIndicatorTests
{
    private static readonly SchemeCatalog s_carried = SchemeCatalog.Load();

    private static Scheme Transport => s_carried.TryGet(Sector.Transport, out var scheme) ? scheme : throw new InvalidOperationException();

    private static string Yaml => Transport.Text.Stored;

    [Fact]
    public void From_the_speed_of_vehicles_four_indicators_are_derived()
    {
        Assert.True(Transport.TryGet("VEHICLE_SPEED", out var speed));
        var travel = speed.Travel!;
        Assert.Equal((5, 120_000, 300_000, 90_000, ">limit"), (travel.MovingFrom, travel.StopMs, travel.TripGapMs, travel.HoldMs, travel.Speeding.ToString()));
        Assert.Equal(
            ["TRIPS", "STOPS", "SPEEDING_SEGMENTS", "SPEEDING_SHARE"],
            Transport.Indicators.Where(indicator => indicator.DerivedFrom == speed.Number).Select(indicator => indicator.Code));
    }

    [Theory]
    [InlineData("trips", RejectReason.DerivedIndicator)]
    [InlineData("SPEEDING_SHARE", RejectReason.DerivedIndicator)]
    [InlineData("TRIP", RejectReason.UnknownIndicator)]
    public void No_device_publishes_what_is_derived(string code, RejectReason why)
    {
        Assert.False(Transport.Names.TryFind(Encoding.UTF8.GetBytes(code), out _));
        Assert.Equal(why, Transport.Names.WhyUnknown(Encoding.UTF8.GetBytes(code)));
    }

    [Theory]
    [InlineData("  - from: VEHICLE_SPEED", "  - from: SPEED", "derive[0].from: SPEED is no indicator of this sector")]
    [InlineData("  - from: VEHICLE_SPEED", "  - from: AXLE_LOAD", "derive[0].from: AXLE_LOAD is event-driven")]
    [InlineData("  - from: VEHICLE_SPEED", "  - from: TRIPS", "derive[0].from: TRIPS is derived itself")]
    [InlineData("  - from: VEHICLE_SPEED", "  - moving: 3", "derive[0].from: is missing")]
    [InlineData("moving_from: 5", "moving_from: 0", "derive[0].moving_from: must be over 0 and within the fail span of VEHICLE_SPEED")]
    [InlineData("moving_from: 5", "moving_from: 251", "derive[0].moving_from: must be over 0 and within")]
    [InlineData("moving_from: 5", "colour: red", "derive[0].moving_from: is missing")]
    [InlineData("moving_from: 5", "moving_from: 5\n    colour: red", "derive[0].colour: is not known")]
    [InlineData("stop_s: 120", "stop_s: 300", "derive[0].trip_gap_s: must be over stop_s")]
    [InlineData("trip_gap_s: 300", "trip_gap_s: 89", "derive[0].trip_gap_s: must be at least 90, three periods of VEHICLE_SPEED")]
    [InlineData("trip_gap_s: 300", "trip_gap_s: 3601", "derive[0].trip_gap_s: must be an integer from 1 to 3600")]
    [InlineData("speeding: \">limit\"", "speeding: \">limit for 10 s\"", "derive[0].speeding: must be a limit that each value tells")]
    [InlineData("speeding: \">limit\"", "speeding: fast", "derive[0].speeding: 'fast' is no comparison")]
    [InlineData("    trips: TRIPS", "    trips: JOURNEYS", "derive[0].trips: JOURNEYS is no indicator of this sector")]
    [InlineData("    trips: TRIPS", "    trips: STOPS", "derive[0].stops: STOPS is derived as something else already")]
    [InlineData("    trips: TRIPS", "    trips: SPEEDING_SHARE", "derive[0].trips: SPEEDING_SHARE must have the methods device: counter_delta and area: sum")]
    [InlineData("    trips: TRIPS", "    trips: BUS_DELAY", "derive[0].trips: BUS_DELAY is derived, which has no period")]
    [InlineData("speeding_share: SPEEDING_SHARE", "speeding_share: ROAD_SPEED", "derive[0].speeding_share: ROAD_SPEED must have the methods device: ratio and area: ratio")]
    public void A_broken_derivation_tells_where_and_why(string text, string broken, string error)
    {
        Assert.Contains(text, Yaml, StringComparison.Ordinal);
        var exception = Assert.Throws<SchemeException>(() => SchemeCatalog.Parse([("transport.yaml", Yaml.Replace(text, broken, StringComparison.Ordinal))]));
        Assert.Contains(exception.Errors, line => line.Contains(error, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_error_of_a_derivation_is_told()
    {
        var broken = Yaml.Replace("moving_from: 5", "moving_from: -1", StringComparison.Ordinal).Replace("stop_s: 120", "stop_s: 400", StringComparison.Ordinal)
            .Replace("    stops: STOPS", "    stops: HALTS", StringComparison.Ordinal);
        Assert.Equal(3, Assert.Throws<SchemeException>(() => SchemeCatalog.Parse([("transport.yaml", broken)])).Errors.Count);
    }

    [Fact]
    public void An_operators_other_limits_of_the_speed_leave_what_is_derived_from_it()
    {
        var changed = s_carried.With([("buses.yaml", File(Speed))]);
        Assert.True(s_carried.TryGet(Sector.Transport, "VEHICLE_SPEED", out var before));
        Assert.True(changed.TryGet(Sector.Transport, "VEHICLE_SPEED", out var after));
        Assert.Equal(new ValueSpan(0, 90), after.SuspectSpan);
        Assert.Equal(before.Travel, after.Travel);
        Assert.True(changed.TryGet(Sector.Transport, out var scheme) && !scheme.Names.TryFind("trips"u8, out _));
        Assert.All(scheme.Indicators.Zip(scheme.Text.Read().Indicators), pair => Assert.Equal(pair.First, pair.Second));
    }

    [Theory]
    [InlineData("60", "derive: from VEHICLE_SPEED something is derived, which does not change")]
    [InlineData("120", null)]
    public void What_is_derived_never_changes(string stopS, string? error)
    {
        var derive = $"{Yaml[Yaml.IndexOf("\nderive:", StringComparison.Ordinal)..].Replace("stop_s: 120", $"stop_s: {stopS}", StringComparison.Ordinal)}";
        var exception = Record.Exception(() => s_carried.With([("buses.yaml", File(Speed) + derive)]));
        if (error is null) Assert.Null(exception);
        else Assert.Contains(Assert.IsType<SchemeException>(exception).Errors, line => line.Contains(error, StringComparison.Ordinal));
    }

    [Fact]
    public void What_devices_published_is_never_derived()
    {
        var before = SchemeCatalog.Parse([("transport.yaml", Yaml[..Yaml.IndexOf("\nderive:", StringComparison.Ordinal)])]);
        var exception = Assert.Throws<SchemeException>(() => SchemeCatalog.Parse([("transport.yaml", Yaml)]).With([("own.yaml", File(Speed))], before));
        Assert.Contains(exception.Errors, line => line.Contains("TRIPS is published by devices", StringComparison.Ordinal));
    }

    private const string Speed = """
          - number: 2001
            code: VEHICLE_SPEED
            name: { vi: "Tốc độ xe", en: "Vehicle speed" }
            unit: { ucum: "km/h", sdmx: KM_H }
            fail: [0, 250]
            suspect: [0, 90]
            period_s: 30
            warn: ">limit"
            device: max
            area: p95
        """;

    private static string File(string entry) => $"sector: transport\nversion: {Transport.Version + 1}\nindicators:\n{entry}\n";
}
