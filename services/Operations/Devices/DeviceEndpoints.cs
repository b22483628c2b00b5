using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Http;
using SmartSectors.Operations.Registration;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Operations.Devices;

internal static class DeviceEndpoints
{
    public static void MapDevices(this IEndpointRouteBuilder api)
    {
        api.MapGet("/devices", ListDevices)
            .WithName("ListDevices")
            .WithTags("Registry")
            .WithSummary("The devices in the order of their ids.");
        api.MapGet("/devices/{id}", GetDevice)
            .WithName("GetDevice")
            .WithTags("Devices")
            .WithSummary("What is known of one device now: site, link state and its last reading of each indicator.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapReadings();
        api.MapDeviceCriteria();
        api.MapDeviceTrips();
        api.MapCondition();
        api.MapErasures();
        api.MapPost("/devices", AddDevices)
            .WithName("AddDevices")
            .WithTags("Registry")
            .WithSummary("Registers one device, or an array of up to 10,000; needs a key.")
            .DescribeRegistration<NewDeviceBody>();
    }

    private static async Task<Results<Ok<DevicesBody>, ValidationProblem>> ListDevices(
        [AsParameters] PageQueryString query, HttpRequest request, DeviceRegistry registry, CancellationToken cancellationToken)
    {
        var errors = ParameterErrors.For<PageQueryString>(request);
        var limit = Paging.ReadLimit(query.Limit, errors);
        if (errors.Any) return errors.ToProblem();

        var page = await registry.ListDevicesAsync(query.Cursor, limit, cancellationToken);
        return TypedResults.Ok(new DevicesBody([.. page.Items.Select(DeviceBody.Of)], page.Next));
    }

    private static async Task<Results<Ok<DeviceTwinBody>, ProblemHttpResult>> GetDevice(
        [Description("The device's id.")] string id, DeviceDirectory devices, AreaCatalog areas, CancellationToken cancellationToken) =>
        await devices.FindAsync(id, cancellationToken) is { } twin
            ? TypedResults.Ok(DeviceTwinBody.Of(twin, areas))
            : Problems.NotFound(OperationsTexts.NoDevice(id));

    private static Task<IResult> AddDevices(HttpRequest request, DeviceRegistry registry, CancellationToken cancellationToken) =>
        Registering.RunAsync(request, OperationsJson.Default.NewDeviceBody, NewDeviceBody.Read, registry.AddDevicesAsync, "/api/v1/devices", cancellationToken);
}
