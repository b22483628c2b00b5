using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Http;
using SmartSectors.Registry;
using SmartSectors.Registry.Keys;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Operations.Keys;

/// <summary>Who may ask the API: a person or a program, a name and roles. Only an administrator's key sees or changes them.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        api.MapGet("/keys", List)
            .WithName("ListKeys").WithTags("Keys").WithSummary("The keys of the API by name, without their secrets.")
            .RequireRole(ApiRoles.Admin);
        api.MapPost("/keys", AddAsync)
            .WithName("AddKey").WithTags("Keys").WithSummary("Makes a key for a person or a program.")
            .WithDescription("The answer has its secret, which is kept nowhere else: only a hash of it is. Whoever loses it gets another one.")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .RequireRole(ApiRoles.Admin);
        api.MapPost("/keys/{name}/renew", RenewAsync)
            .WithName("RenewKey").WithTags("Keys").WithSummary("Gives a key another secret; the one before is good no more at once.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .RequireRole(ApiRoles.Admin);
        api.MapDelete("/keys/{name}", RemoveAsync)
            .WithName("RemoveKey").WithTags("Keys").WithSummary("Ends a key; streams that go on with it end too.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .RequireRole(ApiRoles.Admin);
    }

    private static Ok<KeysBody> List(DeviceRegistry registry) => TypedResults.Ok(new KeysBody(
        [.. registry.Keys.All.OrderBy(key => key.Name, StringComparer.Ordinal).Select(key => new KeyBody(key.Name, RoleNames.Of(key.Roles)))]));

    private static async Task<Results<Created<NewKeyBody>, ValidationProblem, ProblemHttpResult>> AddAsync(
        KeyOrderBody order, HttpContext context, DeviceRegistry registry, OperationsOptions options, CancellationToken cancellationToken)
    {
        var errors = new ParameterErrors();
        if (IdentifierRule.Check(order.Name) is not IdentifierError.None and var error) errors.Add("name", $"'{order.Name}' is none: {error.Describe()}.");
        var roles = RoleNames.Read(order.Roles, errors);
        if (errors.Any) return errors.ToProblem();
        if (order.Name == AdminKey.KeyName) return Problems.Conflict(OperationsTexts.KeyOfFile);
        if (registry.Keys.All.Count() >= options.MaxKeys) return Problems.Conflict(OperationsTexts.TooManyKeys(options.MaxKeys));

        var secret = ApiKeys.NewSecret();
        return await registry.Keys.AddAsync(order.Name!, secret, roles, ActorOf(context), cancellationToken)
            ? TypedResults.Created($"/api/v1/keys/{order.Name}", new NewKeyBody(order.Name!, RoleNames.Of(roles), secret))
            : Problems.Conflict(OperationsTexts.KeyExists(order.Name!));
    }

    private static async Task<Results<Ok<NewKeyBody>, ProblemHttpResult>> RenewAsync(
        [Description("The key's name.")] string name, HttpContext context, DeviceRegistry registry, CancellationToken cancellationToken)
    {
        if (name == AdminKey.KeyName) return Problems.Conflict(OperationsTexts.KeyOfFile);
        var secret = ApiKeys.NewSecret();
        return await registry.Keys.RenewAsync(name, secret, ActorOf(context), cancellationToken)
            ? TypedResults.Ok(new NewKeyBody(name, RoleNames.Of(registry.Keys.Verify(secret)!.Roles), secret))
            : Problems.NotFound(OperationsTexts.NoKey(name));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        [Description("The key's name.")] string name, HttpContext context, DeviceRegistry registry, CancellationToken cancellationToken)
    {
        if (name == AdminKey.KeyName) return Problems.Conflict(OperationsTexts.KeyOfFile);
        return await registry.Keys.RemoveAsync(name, ActorOf(context), cancellationToken) ? TypedResults.NoContent() : Problems.NotFound(OperationsTexts.NoKey(name));
    }

    private static string ActorOf(HttpContext context) => ApiKeyGate.KeyOf(context)!.Name;
}

/// <summary>The keys of the API.</summary>
internal sealed record KeysBody(IReadOnlyList<KeyBody> Keys);

/// <summary>A key without its secret.</summary>
internal sealed record KeyBody(string Name, IReadOnlyList<string> Roles);

/// <summary>A key that somebody wants.</summary>
internal sealed record KeyOrderBody(
    [property: Description("Of the person or program: as audit and reports name them; by the rule of ids.")] string? Name,
    [property: Description("What it may do: read, register, admin and the others that the list of keys shows of 'admin'.")] IReadOnlyList<string>? Roles);

/// <summary>A key with its secret, which is told this once.</summary>
internal sealed record NewKeyBody(string Name, IReadOnlyList<string> Roles, [property: Description("For the header X-Api-Key.")] string Secret);
