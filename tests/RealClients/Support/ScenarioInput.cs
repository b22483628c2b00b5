namespace SmartSectors.RealClients.Tests.Support;

/// <summary>What a script is told.</summary>
/// <param name="Version">As MQTT.js counts: 4 is MQTT 3.1.1, 5 is MQTT 5.0.</param>
/// <param name="Ca">Whom to trust.</param>
/// <param name="Topic">The script's own, with all that is under it.</param>
internal sealed record ScenarioInput(string Url, int Version, string Ca, string Topic);
