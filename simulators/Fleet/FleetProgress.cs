namespace SmartSectors.Fleet;

/// <summary>What a running fleet is doing; reported first when sending begins and then once a second.</summary>
/// <param name="Phase">What it does now, such as <c>registering</c>.</param>
/// <param name="Elapsed">Since sending began.</param>
/// <param name="PerSecond">Acknowledged (at QoS 0: sent) messages a second since the last report.</param>
/// <param name="InFlight">Sent and not yet acknowledged.</param>
public sealed record FleetProgress(
    FleetPhase Phase, TimeSpan Elapsed, int Sites, int Devices, long Sent, long Acknowledged, long Refused, long InFlight,
    double PerSecond);

/// <summary>The phases of a run, in order.</summary>
public enum FleetPhase { Registering, Connecting, Sending }
