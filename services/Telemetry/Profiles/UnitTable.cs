using System.Text;
using SmartSectors.Telemetry.Collections;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>
/// The units that indicators have (UCUM, case-sensitive) and that gateways write in their place: SenML's (RFC 8428 §12.1,
/// RFC 8798), Ignition's, and what is printed on sensors.
/// </summary>
internal static class UnitTable
{
    // Names, dimension, numerator, denominator, shift. The base of each dimension is the entry with 1, 1, 0.
    private static readonly (string Names, Unit Unit)[] s_units =
    [
        ("Cel °C ℃ C degC celsius Celsius", new(Dimension.Temperature, 1, 1)),
        ("K kelvin", new(Dimension.Temperature, 1, 1, -273.15)),
        ("[degF] °F ℉ F degF fahrenheit Fahrenheit", new(Dimension.Temperature, 5, 9, -32)),

        ("1 / m3/m3 ratio", new(Dimension.Fraction, 1, 1)),
        ("% pct percent %RH %rh RH% %EL %vol %VWC", new(Dimension.Fraction, 1, 100)),
        ("[ppth] ‰ permille", new(Dimension.Fraction, 1, 1_000)),
        ("[ppm] ppm", new(Dimension.Fraction, 1, 1_000_000)),
        ("[ppb] ppb", new(Dimension.Fraction, 1, 1_000_000_000)),

        ("{event} {unit} {transaction} {person} {vehicle} {trip} {stop} {segment} {count} count counts events transactions people vehicles", new(Dimension.Count, 1, 1)),

        ("g/L g/l kg/m3 kg/m³", new(Dimension.Concentration, 1, 1)),
        ("mg/L mg/l g/m3 g/m³", new(Dimension.Concentration, 1, 1_000)),
        ("ug/L ug/l µg/L μg/L mg/m3 mg/m³", new(Dimension.Concentration, 1, 1_000_000)),
        ("ug/m3 ug/m³ µg/m3 μg/m3 µg/m³ μg/m³", new(Dimension.Concentration, 1, 1_000_000_000)),

        ("m meter metre", new(Dimension.Length, 1, 1)),
        ("mm L/m2 l/m2 l/m²", new(Dimension.Length, 1, 1_000)), // a litre of rain on a square metre stands a millimetre high
        ("cm", new(Dimension.Length, 1, 100)),
        ("dm", new(Dimension.Length, 1, 10)),
        ("km", new(Dimension.Length, 1_000, 1)),
        ("[in_i] in inch", new(Dimension.Length, 254, 10_000)),
        ("[ft_i] ft", new(Dimension.Length, 3_048, 10_000)),

        ("m2 m²", new(Dimension.Area, 1, 1)),
        ("har ha", new(Dimension.Area, 10_000, 1)),

        ("m3 m³", new(Dimension.Volume, 1, 1)),
        ("L l", new(Dimension.Volume, 1, 1_000)),
        ("mL ml", new(Dimension.Volume, 1, 1_000_000)),

        ("m3/s m³/s", new(Dimension.Flow, 1, 1)),
        ("m3/h m³/h m3/hr", new(Dimension.Flow, 1, 3_600)),
        ("m3/d m³/d", new(Dimension.Flow, 1, 86_400)),
        ("L/s l/s", new(Dimension.Flow, 1, 1_000)),
        ("L/min l/min", new(Dimension.Flow, 1, 60_000)),
        ("L/h l/h", new(Dimension.Flow, 1, 3_600_000)),

        ("kg", new(Dimension.Mass, 1, 1)),
        ("g", new(Dimension.Mass, 1, 1_000)),
        ("t tonne", new(Dimension.Mass, 1_000, 1)),

        ("s sec", new(Dimension.Time, 1, 1)),
        ("ms", new(Dimension.Time, 1, 1_000)),
        ("min", new(Dimension.Time, 60, 1)),
        ("h hr", new(Dimension.Time, 3_600, 1)),
        ("d day", new(Dimension.Time, 86_400, 1)),

        ("Hz 1/s /s", new(Dimension.Frequency, 1, 1)),
        ("mHz", new(Dimension.Frequency, 1, 1_000)),
        ("/min 1/min beat/min bpm rpm", new(Dimension.Frequency, 1, 60)),
        ("/h 1/h {vehicle}/h vehicle/h veh/h", new(Dimension.Frequency, 1, 3_600)),

        ("m/s", new(Dimension.Speed, 1, 1)),
        ("km/h kph kmh", new(Dimension.Speed, 10, 36)),
        ("mm/s", new(Dimension.Speed, 1, 1_000)),
        ("cm/s", new(Dimension.Speed, 1, 100)),
        ("[kn_i] kn knot kt", new(Dimension.Speed, 1_852, 3_600)),
        ("[mi_i]/h mph", new(Dimension.Speed, 1_609_344, 3_600_000)),
        ("[in_i]/s in/s ips", new(Dimension.Speed, 254, 10_000)),

        ("m/s2 m/s²", new(Dimension.Acceleration, 1, 1)),
        ("[g]", new(Dimension.Acceleration, 980_665, 100_000)),

        ("Pa", new(Dimension.Pressure, 1, 1)),
        ("hPa mbar", new(Dimension.Pressure, 100, 1)),
        ("kPa", new(Dimension.Pressure, 1_000, 1)),
        ("MPa", new(Dimension.Pressure, 1_000_000, 1)),
        ("bar", new(Dimension.Pressure, 100_000, 1)),
        ("mm[Hg] mmHg", new(Dimension.Pressure, 133_322_387_415, 1_000_000_000)),
        ("[psi] psi", new(Dimension.Pressure, 6_894_757_293, 1_000_000)),

        ("W", new(Dimension.Power, 1, 1)),
        ("kW", new(Dimension.Power, 1_000, 1)),
        ("MW", new(Dimension.Power, 1_000_000, 1)),
        ("GW", new(Dimension.Power, 1_000_000_000, 1)),

        ("J", new(Dimension.Energy, 1, 1)),
        ("kJ", new(Dimension.Energy, 1_000, 1)),
        ("MJ", new(Dimension.Energy, 1_000_000, 1)),
        ("W.h Wh", new(Dimension.Energy, 3_600, 1)),
        ("kW.h kWh", new(Dimension.Energy, 3_600_000, 1)),
        ("MW.h MWh", new(Dimension.Energy, 3_600_000_000, 1)),

        ("kW.h/{unit} kWh/unit", new(Dimension.EnergyPerUnit, 1, 1)),
        ("W.h/{unit} Wh/unit", new(Dimension.EnergyPerUnit, 1, 1_000)),

        ("S/m", new(Dimension.Conductivity, 1, 1)),
        ("dS/m mS/cm", new(Dimension.Conductivity, 1, 10)),
        ("mS/m", new(Dimension.Conductivity, 1, 1_000)),
        ("uS/cm µS/cm μS/cm", new(Dimension.Conductivity, 1, 10_000)),

        ("W/m2 W/m²", new(Dimension.Irradiance, 1, 1)),
        ("kW/m2 kW/m²", new(Dimension.Irradiance, 1_000, 1)),

        ("lx lux", new(Dimension.Illuminance, 1, 1)),
        ("klx", new(Dimension.Illuminance, 1_000, 1)),

        ("V", new(Dimension.Voltage, 1, 1)),
        ("mV", new(Dimension.Voltage, 1, 1_000)),
        ("kV", new(Dimension.Voltage, 1_000, 1)),

        ("A", new(Dimension.Current, 1, 1)),
        ("mA", new(Dimension.Current, 1, 1_000)),

        ("deg °", new(Dimension.Angle, 1, 1)),
        ("rad", new(Dimension.Angle, 180, Math.PI)),

        ("[pH] pH", new(Dimension.Acidity, 1, 1)),
        ("dB[SPL] dB dBA dB(A)", new(Dimension.SoundLevel, 1, 1)),
    ];

    private static readonly Dictionary<byte[], Unit> s_byName = s_units
        .SelectMany(entry => entry.Names.Split(' ').Select(name => (Name: Encoding.UTF8.GetBytes(name), entry.Unit)))
        .ToDictionary(entry => entry.Name, entry => entry.Unit, Utf8Comparer.Ordinal);

    public static bool TryFind(ReadOnlySpan<byte> name, out Unit unit) =>
        s_byName.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out unit);

    public static bool TryFind(string name, out Unit unit) => TryFind(Encoding.UTF8.GetBytes(name), out unit);

    /// <summary>The unit of an indicator; one that the table lacks converts into nothing.</summary>
    public static Unit Of(Schemes.Indicator indicator) =>
        TryFind(indicator.UnitUcum, out var unit) ? unit : new Unit(Dimension.Unlisted, 1, 1);
}
