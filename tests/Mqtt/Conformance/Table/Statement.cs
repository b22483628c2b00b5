namespace SmartSectors.Mqtt.Tests.Conformance.Table;

/// <summary>A normative statement of a specification, in our own words.</summary>
/// <param name="Reason">Why it has no test; empty when it has one, or needs none because it concerns clients alone.</param>
internal sealed record Statement(MqttVersion Version, string Id, Party Concerns, string Summary, string Reason)
{
    public bool ConcernsServers => Concerns is not Party.Client;
}

/// <summary>Whom a statement concerns.</summary>
internal enum Party
{
    Server,
    Client,
    Both,
}
