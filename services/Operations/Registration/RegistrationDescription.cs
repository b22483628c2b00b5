using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace SmartSectors.Operations.Registration;

/// <summary>Of an endpoint whose body may be one object or an array of them.</summary>
internal sealed record TakesArrays;

/// <summary>What registrations have in common for the OpenAPI document and the server.</summary>
internal static class RegistrationDescription
{
    public static RouteHandlerBuilder DescribeRegistration<TBody>(this RouteHandlerBuilder route) where TBody : notnull => route
        .WithDescription(
            "An object is answered with 201 when it is new, 200 when it was known so or took a change, 409 when it was known otherwise and 400 when "
            + "it is wrong. An array is answered with 200 and a result for each entry: one that is refused does not hinder the others.")
        .WithMetadata(new RequestSizeLimitAttribute(RegistrationRequest.MaxBytes), new TakesArrays())
        .Accepts<TBody>("application/json")
        .Produces<RegistrationBody>(StatusCodes.Status201Created)
        .Produces<RegistrationsBody>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status409Conflict);
}
