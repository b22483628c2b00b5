using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartSectors.Registry;
using SmartSectors.Registry.Keys;

namespace SmartSectors.Http;

/// <summary>
/// Who may ask what, in one place. Reading is open to clients on this machine and needs a key with the role Read from
/// elsewhere; writing always needs one with the role Register. What names a role of its own needs a key that has it, from
/// wherever it is asked, and what is open to all needs none. A key that is given must be good, also where none is needed.
/// </summary>
public sealed class ApiKeyGate(DeviceRegistry registry) : IEndpointFilter
{
    internal const string HeaderName = "X-Api-Key";

    /// <summary>The key that the request was let in by; null for reading on this machine.</summary>
    public static ApiKey? KeyOf(HttpContext context) => (ApiKey?)context.Items[typeof(ApiKeyGate)];

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var isReading = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        var presented = request.Headers[HeaderName].ToString();
        var metadata = context.HttpContext.GetEndpoint()?.Metadata;
        var named = metadata?.GetMetadata<NeededRole>()?.Role;
        var isOpen = isReading && metadata?.GetMetadata<OpenToAll>() is not null;

        if (presented.Length == 0)
        {
            return isOpen || (isReading && named is null && IsOnThisMachine(context.HttpContext))
                ? next(context)
                : Unauthorized(context.HttpContext, ProblemTexts.KeyMissing(HeaderName));
        }
        if (registry.Keys.Verify(presented) is not { } key) return Unauthorized(context.HttpContext, ProblemTexts.KeyUnknown(HeaderName));

        var needed = named ?? (isReading ? ApiRoles.Read : ApiRoles.Register);
        if (!isOpen && (key.Roles & needed) == 0) return new(Problems.RoleNeeded(ProblemTexts.RoleMissing(key.Name, needed.ToString())));

        context.HttpContext.Items[typeof(ApiKeyGate)] = key;
        return next(context);
    }

    private static bool IsOnThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private static ValueTask<object?> Unauthorized(HttpContext context, string detail)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "ApiKey"; // RFC 9110 §11.6.1: a 401 names a challenge
        return new(Problems.KeyNeeded(detail));
    }
}
