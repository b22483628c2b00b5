using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartSectors.Telemetry.Devices;

/// <summary>A parameter set as an object: <c>{"limit":50}</c>. Throws <see cref="JsonException"/> for anything else.</summary>
public sealed class ParameterSetJson : JsonConverter<ParameterSet>
{
    public override ParameterSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject) throw new JsonException();
        var entries = new Dictionary<string, double>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!reader.Read() || reader.TokenType is not JsonTokenType.Number || !entries.TryAdd(name, reader.GetDouble())) throw new JsonException();
        }

        return ParameterSet.Of(entries);
    }

    public override void Write(Utf8JsonWriter writer, ParameterSet value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, number) in value.Entries) writer.WriteNumber(name, number);
        writer.WriteEndObject();
    }
}
