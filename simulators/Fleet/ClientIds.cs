using System.Globalization;

namespace SmartSectors.Fleet;

/// <summary>
/// MQTT client ids, different for every run on one machine: a broker closes the connection of whoever has the id already
/// (MQTT 5.0 §3.1.4).
/// </summary>
internal sealed class ClientIds
{
    private static int s_runs;
    private readonly string _run = string.Create(
        CultureInfo.InvariantCulture, $"fleet-{Environment.ProcessId}-{Interlocked.Increment(ref s_runs)}");

    /// <param name="connection">From 1.</param>
    public string Of(int connection) => string.Create(CultureInfo.InvariantCulture, $"{_run}-{connection}");
}
