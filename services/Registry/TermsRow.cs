using System.Text.Json;
using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Registry;

/// <summary>A row of <c>device_terms</c>, as SQLite gives it.</summary>
internal sealed record TermsRow(string Device, long FromMs, long Weight, string Parameters)
{
    /// <summary>All of all devices, each device's in the order of their moments: the order of the table's key.</summary>
    public const string Select = "SELECT device, from_ms AS FromMs, weight, parameters FROM device_terms ORDER BY device, from_ms";

    private const long Always = 0;

    public RegisteredTerms ToTerms() => new(
        Weight, JsonSerializer.Deserialize(Parameters, ChangeJson.Default.ParameterSet)!,
        FromMs == Always ? null : DateTimeOffset.FromUnixTimeMilliseconds(FromMs));

    public static object?[] Of(string device, RegisteredTerms terms) =>
        [device, terms.From?.ToUnixTimeMilliseconds() ?? Always, terms.Weight, JsonSerializer.Serialize(terms.Parameters, ChangeJson.Default.ParameterSet)];
}
