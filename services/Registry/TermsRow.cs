using System.Text.Json;
using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Registry;

/// <summary>A row of <c>device_terms</c>, as SQLite gives it.</summary>
internal sealed record TermsRow(string Device, long FromMs, long Weight, string Parameters)
{
    /// <summary>The newest of each device.</summary>
    public const string SelectNewest =
        """
        SELECT device, from_ms AS FromMs, weight, parameters FROM device_terms AS terms
        WHERE from_ms = (SELECT max(from_ms) FROM device_terms AS other WHERE other.device = terms.device)
        """;

    private const long Always = 0;

    public RegisteredTerms ToTerms() => new(
        Weight, JsonSerializer.Deserialize(Parameters, ChangeJson.Default.ParameterSet)!,
        FromMs == Always ? null : DateTimeOffset.FromUnixTimeMilliseconds(FromMs));

    public static object?[] Of(string device, RegisteredTerms terms) =>
        [device, terms.From?.ToUnixTimeMilliseconds() ?? Always, terms.Weight, JsonSerializer.Serialize(terms.Parameters, ChangeJson.Default.ParameterSet)];
}
