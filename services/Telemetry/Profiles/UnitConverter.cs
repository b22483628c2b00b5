using System.Text;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>Values of a message's own unit in that of an indicator.</summary>
public sealed class UnitConverter
{
    private readonly byte[] _unit;
    private readonly ProfileField _field;

    private UnitConverter(byte[] unit, ProfileField field) => (_unit, _field) = (unit, field);

    /// <summary>Null for a unit that measures something else, or that nobody knows.</summary>
    /// <param name="unit">As a message names it; empty for the indicator's own.</param>
    public static UnitConverter? Between(string unit, Indicator indicator)
    {
        var target = UnitTable.Of(indicator);
        var converter = new UnitConverter(Encoding.UTF8.GetBytes(unit), new ProfileField(FieldRole.Indicator) { Target = target, Unit = target });
        return converter._field.Convert(converter._unit, 0, out _) is RejectReason.UnitMismatch ? null : converter;
    }

    /// <summary>The value in the indicator's unit; any finite number.</summary>
    public double Convert(double value)
    {
        _field.Convert(_unit, value, out var converted);
        return converted;
    }
}
