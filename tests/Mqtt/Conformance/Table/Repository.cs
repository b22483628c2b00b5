using System.Runtime.CompilerServices;

namespace SmartSectors.Mqtt.Tests.Conformance.Table;

/// <summary>The source files that the table is made of and written to.</summary>
internal static class Repository
{
    public static string StatementsOf(MqttVersion version) =>
        Path.Combine(Folder(), "..", version is MqttVersion.V5 ? "statements-5.0.csv" : "statements-3.1.1.csv");

    public static string Document => Path.Combine(Folder(), "..", "..", "..", "..", "docs", "conformance.md");

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
