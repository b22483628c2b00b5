using System.Globalization;
using System.Text;
using SmartSectors.Telemetry.Collections;
using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Telemetry.Profiles;

/// <summary>Which values of a source's field mean which condition of the device; all others mean that it is normal.</summary>
internal sealed class ConditionWords
{
    private readonly Dictionary<byte[], DeviceCondition> _words = new(Utf8Comparer.IgnoreAsciiCase);
    private readonly Dictionary<double, DeviceCondition> _numbers = [];

    /// <summary>Adds a value, a word in any ASCII case or a number in any notation; false when it is there already.</summary>
    public bool TryAdd(string value, DeviceCondition condition) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? _numbers.TryAdd(number, condition)
            : _words.TryAdd(Encoding.UTF8.GetBytes(value), condition);

    public DeviceCondition Of(double value) => _numbers.GetValueOrDefault(value);

    public DeviceCondition Of(ReadOnlySpan<byte> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Of(number)
        : _words.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(text, out var condition) ? condition
        : DeviceCondition.Normal;
}
