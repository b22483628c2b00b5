using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SmartSectors.Operations.Registration;

/// <summary>The body of a registration: one object, or an array of them.</summary>
internal sealed record RegistrationRequest(IReadOnlyList<JsonElement> Entries, bool IsArray)
{
    public const int MaxEntries = 10_000;

    /// <summary>10,000 entries of five texts of at most 200 characters, in UTF-8 and escaped, come to less.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>The request, or why its body cannot be used.</summary>
    public static async Task<(RegistrationRequest? Request, string? Wrong)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType()) return (null, "Its content type is not application/json.");

        JsonElement root;
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, default, cancellationToken);
            root = document.RootElement.Clone();
        }
        catch (JsonException malformed)
        {
            return (null, $"It is not JSON: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}.");
        }

        return root.ValueKind switch
        {
            JsonValueKind.Object => (new([root], false), null),
            JsonValueKind.Array when root.GetArrayLength() <= MaxEntries => (new([.. root.EnumerateArray()], true), null),
            JsonValueKind.Array => (null, $"It has {root.GetArrayLength()} entries, and {MaxEntries} at most are taken at once."),
            _ => (null, "It is neither an object nor an array of objects."),
        };
    }
}
