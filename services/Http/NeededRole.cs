using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SmartSectors.Registry.Keys;

namespace SmartSectors.Http;

/// <summary>The role that an endpoint's key must have, where it is another than its method tells.</summary>
public sealed record NeededRole(ApiRoles Role);

public static class NeededRoleExtensions
{
    public static RouteHandlerBuilder RequireRole(this RouteHandlerBuilder route, ApiRoles role) => route
        .WithMetadata(new NeededRole(role))
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden);
}
