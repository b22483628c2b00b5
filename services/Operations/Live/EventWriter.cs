using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace SmartSectors.Operations.Live;

/// <summary>
/// Writes server-sent events (WHATWG HTML §9.2): lines of fields, an empty line after each event. The data are one line of
/// JSON, and places have no line breaks, so nothing needs to be escaped.
/// </summary>
internal sealed class EventWriter(PipeWriter output, JsonSerializerOptions json)
{
    public void Event<T>(string name, string place, T data)
    {
        Encoding.UTF8.GetBytes($"id: {place}\n", output);
        Write(name, data);
    }

    /// <summary>The last event: why the stream ends. It is no place to resume after.</summary>
    public void Problem(ProblemDetails problem) => Write("problem", problem);

    /// <summary>No event, but that the stream lives, and up to where it has told everything.</summary>
    public void Heartbeat(string place) => Encoding.UTF8.GetBytes($": heartbeat\nid: {place}\n\n", output);

    /// <summary>So long a client waits before it connects again.</summary>
    public void Retry(TimeSpan after) => Encoding.UTF8.GetBytes(FormattableString.Invariant($"retry: {(long)after.TotalMilliseconds}\n\n"), output);

    private void Write<T>(string name, T data)
    {
        Encoding.UTF8.GetBytes($"event: {name}\ndata: ", output);
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = json.Encoder })) JsonSerializer.Serialize(writer, data, (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T)));
        output.Write("\n\n"u8);
    }
}
