using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SmartSectors.Http;

namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>An SDMX-JSON structure message. The largest has all areas and indicators, half a megabyte.</summary>
/// <param name="write">Writes the members of its data.</param>
internal sealed class StructureAnswer(AgreedFormat format, DateTimeOffset prepared, Action<Utf8JsonWriter, string> write) : IResult
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, language) = (httpContext.Response, AnswerLanguage.Tag);
        response.ContentType = format.ContentType;
        response.Headers.ContentLanguage = "vi, en";
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;

        await using var json = new Utf8JsonWriter(response.BodyWriter, s_options);
        json.WriteStartObject();
        json.WriteString("$schema", $"https://json.sdmx.org/{(format.Version == "2.0.0" ? format.Version : "2.1")}/sdmx-json-structure-schema.json");
        json.WriteStartObject("meta");
        json.WriteString("id", $"VN-SMARTSECTORS-STRUCTURES-{prepared.ToUnixTimeMilliseconds()}");
        json.WriteBoolean("test", false);
        json.WriteString("prepared", LocalTimes.Moment(prepared));
        json.WriteStartArray("contentLanguages");
        json.WriteStringValue(language);
        json.WriteStringValue(language == "vi" ? "en" : "vi");
        json.WriteEndArray();
        json.WriteStartObject("sender");
        json.WriteString("id", "SMARTSECTORS");
        json.WriteString("name", "SmartSectors");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("data");
        write(json, language);
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(httpContext.RequestAborted);
    }
}
