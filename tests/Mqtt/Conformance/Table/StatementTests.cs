using System.Reflection;

namespace SmartSectors.Mqtt.Tests.Conformance.Table;

/// <summary>The tests of this assembly by the statements that they prove.</summary>
internal static class StatementTests
{
    public static ILookup<(MqttVersion Version, string Id), MethodInfo> Find() =>
        (from type in typeof(StatementTests).Assembly.GetTypes()
         from method in type.GetMethods()
         from statement in method.GetCustomAttributes<StatementAttribute>()
         orderby type.FullName, method.Name
         select (Key: (statement.Version, statement.Id), method))
        .ToLookup(static found => found.Key, static found => found.method);
}
