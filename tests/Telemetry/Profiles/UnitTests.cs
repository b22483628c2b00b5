using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Profiles;

public class UnitTests
{
    [Theory]
    [InlineData(300.15, "K", "Cel", 27)]
    [InlineData(77, "°F", "Cel", 25)]
    [InlineData(-40, "[degF]", "°C", -40)]
    [InlineData(27, "Cel", "K", 300.15)]
    [InlineData(0.312, "1", "%", 31.2)]
    [InlineData(415, "ppm", "[ppm]", 415)]
    [InlineData(1300, "mg/L", "g/L", 1.3)]
    [InlineData(5.2, "g/m3", "mg/L", 5.2)]
    [InlineData(0.035, "mg/m3", "ug/m3", 35)]
    [InlineData(10, "m/s", "km/h", 36)]
    [InlineData(90, "km/h", "m/s", 25)]
    [InlineData(10, "kn", "km/h", 18.52)]
    [InlineData(0.0112, "m/s", "mm/s", 11.2)]
    [InlineData(1013.25, "hPa", "kPa", 101.325)]
    [InlineData(101325, "Pa", "mbar", 1013.25)]
    [InlineData(120, "mmHg", "kPa", 15.99868649)]
    [InlineData(2500, "W", "kW", 2.5)]
    [InlineData(1.5, "MW", "kW", 1500)]
    [InlineData(36, "MJ", "kW.h", 10)]
    [InlineData(1234, "Wh", "kWh", 1.234)]
    [InlineData(2, "MWh", "kW.h", 2000)]
    [InlineData(1500, "L", "m3", 1.5)]
    [InlineData(2.5, "L/s", "m3/h", 9)]
    [InlineData(90, "min", "h", 1.5)]
    [InlineData(5400, "s", "h", 1.5)]
    [InlineData(1070, "uS/cm", "dS/m", 1.07)]
    [InlineData(1.07, "mS/cm", "dS/m", 1.07)]
    [InlineData(0.107, "S/m", "dS/m", 1.07)]
    [InlineData(3, "L/m2", "mm", 3)]
    [InlineData(0.12, "m", "cm", 12)]
    [InlineData(2, "in", "mm", 50.8)]
    [InlineData(1.2, "Hz", "/min", 72)]
    [InlineData(20, "/min", "{vehicle}/h", 1200)]
    [InlineData(9500, "kg", "t", 9.5)]
    [InlineData(0.98, "kW/m2", "W/m2", 980)]
    public void Units_convert_to_nine_decimals(double value, string from, string to, double expected)
    {
        Assert.True(UnitTable.TryFind(from, out var source));
        Assert.True(UnitTable.TryFind(to, out var target));
        Assert.True(UnitConversion.TryBetween(source, target, out var conversion));
        Assert.Equal(expected, Math.Round(conversion.Apply(value), 9), 8);
        Assert.True(UnitConversion.TryBetween(target, source, out var back));
        Assert.Equal(value, back.Apply(conversion.Apply(value)), 9);
    }

    [Theory]
    [InlineData("Cel", "%")]
    [InlineData("mg/L", "ppm")]
    [InlineData("W", "kW.h")]
    [InlineData("m3", "m3/h")]
    [InlineData("m/s", "m")]
    [InlineData("1", "{event}")]
    public void Units_of_different_things_do_not_convert(string from, string to)
    {
        Assert.True(UnitTable.TryFind(from, out var source));
        Assert.True(UnitTable.TryFind(to, out var target));
        Assert.False(UnitConversion.TryBetween(source, target, out _));
    }

    // The units of indicators.csv, all six sectors.
    [Theory]
    [InlineData("g/L cm % Cel dS/m mm mg/L [pH] m km/h {vehicle}/h {transaction} s h t ug/m3 1 {event} /min mm[Hg] [ppm]")]
    [InlineData("Hz kW kW.h W/m2 min mm/s kW.h/{unit} m3/h mg/m3 dB[SPL] {person} L")]
    public void Every_unit_of_an_indicator_is_known(string units)
    {
        foreach (var unit in units.Split(' ')) Assert.True(UnitTable.TryFind(unit, out _), unit);
        foreach (var indicator in SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators))
            Assert.True(UnitTable.TryFind(indicator.UnitUcum, out _), indicator.UnitUcum);
    }
}
