using System.Text.Json;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>Names in SDMX-JSON.</summary>
internal static class JsonNames
{
    /// <summary>The name in the language of the answer, and in both.</summary>
    public static void WriteNames(this Utf8JsonWriter json, Names names, string language)
    {
        json.WriteString("name", names.In(language));
        json.WriteStartObject("names");
        json.WriteString("vi", names.Vi);
        json.WriteString("en", names.En);
        json.WriteEndObject();
    }
}
