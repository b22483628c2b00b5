using System.Text.Json;

namespace SmartSectors.RealClients.Tests.Support;

/// <summary>What a script told, as values to compare.</summary>
internal static class JsonValues
{
    public static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static bool Flag(this JsonElement element, string name) => element.GetProperty(name).GetBoolean();

    public static IEnumerable<int> Numbers(this JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(value => value.GetInt32());

    public static IEnumerable<string?> Texts(this JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(value => value.GetString());
}
