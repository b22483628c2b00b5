using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using SmartSectors.Http;
using SmartSectors.Operations.Http;
using SmartSectors.Registry;

namespace SmartSectors.Operations.Registration;

/// <summary>An entry as it was sent, turned into what the registry takes; or what is wrong with it.</summary>
internal delegate (TRegistration? Registration, string? Wrong) ReadEntry<TBody, TRegistration>(TBody body);

/// <summary>The registry's batch for a kind of entry.</summary>
internal delegate Task<IReadOnlyList<Registry.Registration>> AddEntries<TRegistration>(
    IReadOnlyList<TRegistration> entries, string actor, CancellationToken cancellationToken);

/// <summary>
/// Registers one object or an array. An array is always answered with 200 and a result an entry: one that is refused does
/// not hinder the others. A single object is answered by its status.
/// </summary>
internal static class Registering
{
    public static async Task<IResult> RunAsync<TBody, TRegistration>(
        HttpRequest httpRequest, JsonTypeInfo<TBody> contract, ReadEntry<TBody, TRegistration> read, AddEntries<TRegistration> add,
        string location, CancellationToken cancellationToken)
        where TBody : class
        where TRegistration : class
    {
        var (request, wrong) = await RegistrationRequest.ReadAsync(httpRequest, cancellationToken);
        if (request is null) return Problems.BadBody(wrong!);

        var results = new RegistrationBody?[request.Entries.Count];
        var readable = new List<(int Index, TRegistration Registration)>(results.Length);
        for (var i = 0; i < results.Length; i++)
        {
            if (TryRead(request.Entries[i], contract, read, out var registration, out var detail)) readable.Add((i, registration));
            else results[i] = RegistrationBody.Unreadable(IdOf(request.Entries[i]), detail);
        }

        var actor = ApiKeyGate.KeyOf(httpRequest.HttpContext)?.Name ?? throw new InvalidOperationException("BUG: a registration without a key");
        var outcomes = await add([.. readable.Select(entry => entry.Registration)], actor, cancellationToken);
        for (var i = 0; i < outcomes.Count; i++) results[readable[i].Index] = RegistrationBody.Of(outcomes[i]);

        return request.IsArray
            ? TypedResults.Ok(new RegistrationsBody(results!))
            : Single(results[0]!, location);
    }

    private static IResult Single(RegistrationBody result, string location) => result.Result switch
    {
        "added" => TypedResults.Created($"{location}/{Uri.EscapeDataString(result.Id!)}", result),
        "upgraded" or "changed" or "unchanged" => TypedResults.Ok(result),
        "conflict" => Problems.Conflict(OperationsTexts.RegisteredOtherwise(result.Id, result.Detail)),
        "unknown_site" => Problems.BadBody(OperationsTexts.NoSite(result.Detail!)),
        "unknown_commune" => Problems.BadBody(OperationsTexts.NoCommune(result.Detail!)),
        _ => Problems.BadBody(result.Detail!),
    };

    private static bool TryRead<TBody, TRegistration>(
        JsonElement entry, JsonTypeInfo<TBody> contract, ReadEntry<TBody, TRegistration> read,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out TRegistration? registration,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? wrong)
        where TBody : class
        where TRegistration : class
    {
        registration = null;
        try
        {
            if (entry.Deserialize(contract) is not { } body) wrong = "It is null.";
            else (registration, wrong) = read(body);
        }
        catch (JsonException malformed)
        {
            wrong = malformed.Path is { } path ? $"At {path} is something else than the field takes, or there is no such field." : "It is no object with the fields asked for.";
        }
        return registration is not null;
    }

    private static string? IdOf(JsonElement entry) =>
        entry.ValueKind is JsonValueKind.Object && entry.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String ? id.GetString() : null;
}
