using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Devices;

internal static class DeviceEndpoints
{
    public static void MapDevices(this IEndpointRouteBuilder api)
    {
        api.MapGet("/devices/{id}", GetDevice)
            .WithName("GetDevice")
            .WithTags("Devices")
            .WithSummary("What is known of one device now: site, link state and its last reading of each indicator.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapReadings();
    }

    private static async Task<Results<Ok<DeviceTwinBody>, ProblemHttpResult>> GetDevice(
        [Description("The device's id.")] string id, IDeviceTwinQuery twins, CancellationToken cancellationToken) =>
        await twins.FindAsync(id, cancellationToken) is { } twin
            ? TypedResults.Ok(DeviceTwinBody.Of(twin))
            : Problems.NotFound($"There is no device '{id}'.");
}
