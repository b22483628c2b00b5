namespace SmartSectors.Mqtt.Tests.Conformance;

/// <summary>The normative statement (Appendix B of its specification) that a test proves.</summary>
/// <param name="id">As in the specification, without brackets: <c>MQTT-3.1.0-1</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class StatementAttribute(MqttVersion version, string id) : Attribute
{
    public MqttVersion Version { get; } = version;

    public string Id { get; } = id;
}
