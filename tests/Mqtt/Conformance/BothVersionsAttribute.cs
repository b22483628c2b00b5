using System.Reflection;
using Xunit.Sdk;

namespace SmartSectors.Mqtt.Tests.Conformance;

/// <summary>Runs a theory for MQTT 3.1.1 and for MQTT 5.0, with these arguments behind the version.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class BothVersionsAttribute(params object[] arguments) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        [[MqttVersion.V311, .. arguments], [MqttVersion.V5, .. arguments]];
}
