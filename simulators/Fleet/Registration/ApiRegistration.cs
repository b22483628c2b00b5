using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SmartSectors.Fleet.Layout;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Registration;

/// <summary>Registers a fleet over the platform's API, the sites first, in arrays of up to 1,000.</summary>
internal static class ApiRegistration
{
    private const int BatchSize = 1_000; // the most that the API takes at once

    public static async Task RegisterAsync(
        Uri api, string apiKey, IReadOnlyList<FleetSite> sites, IReadOnlyList<FleetDevice> devices,
        CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri(api.AbsoluteUri.TrimEnd('/') + "/") };
        client.DefaultRequestHeaders.Add("X-Api-Key", apiKey);

        foreach (var batch in sites.Chunk(BatchSize))
        {
            var body = Array.ConvertAll(
                batch, site => new SiteBody(site.Id, site.Name, site.Sector.Name(), site.Commune, site.Owner, site.IsPublic ? "public" : "private"));
            await PostAsync(client, "api/v1/sites", body, RegistrationJson.Default.SiteBodyArray, cancellationToken);
        }
        foreach (var batch in devices.Chunk(BatchSize))
        {
            var body = Array.ConvertAll(batch, device => new DeviceBody(
                device.Id, device.Site, device.Profile, device.SpeedLimit is { } limit ? new ParametersBody(limit) : null));
            await PostAsync(client, "api/v1/devices", body, RegistrationJson.Default.DeviceBodyArray, cancellationToken);
        }
    }

    /// <summary>An array is answered with success whatever became of its entries.</summary>
    private static void CheckResults(string path, IReadOnlyList<RegistrationResult> results)
    {
        var refused = results.Where(result => result.Result is not ("added" or "upgraded" or "changed" or "unchanged")).ToList();
        if (refused.Count == 0) return;

        var first = string.Join(", ", refused.Take(3).Select(result => $"{result.Id} ({result.Result}: {result.Detail})"));
        throw new FleetException(
            $"{path}: {refused.Count} of {results.Count} were refused: {first}. A conflict means that the platform knows the same ids from another seed.");
    }

    private static async Task PostAsync<T>(
        HttpClient client, string path, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.PostAsJsonAsync(path, body, type, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                var problem = await response.Content.ReadAsStringAsync(cancellationToken);
                throw new FleetException(
                    $"POST {client.BaseAddress}{path} was answered with {(int)response.StatusCode}: {problem}");
            }
            var answer = await response.Content.ReadFromJsonAsync(
                RegistrationJson.Default.RegistrationAnswer, cancellationToken);
            CheckResults(path, answer?.Results ?? []);
        }
        catch (JsonException unreadable)
        {
            throw new FleetException($"{client.BaseAddress}{path} did not answer with results: {unreadable.Message}", unreadable);
        }
        catch (HttpRequestException failure)
        {
            throw new FleetException($"cannot reach the API at {client.BaseAddress}: {failure.Message}", failure);
        }
    }
}
