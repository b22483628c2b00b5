using SmartSectors.Http;
using SmartSectors.Registry.Keys;

namespace SmartSectors.Operations.Keys;

/// <summary>The roles of keys as the API names them, in lower case.</summary>
internal static class RoleNames
{
    private static readonly ApiRoles[] s_single = [.. Enum.GetValues<ApiRoles>().Where(role => role is not (ApiRoles.None or ApiRoles.All))];

    public static IReadOnlyList<string> Of(ApiRoles roles) => [.. s_single.Where(role => (roles & role) != 0).Select(Name)];

    public static ApiRoles Read(IReadOnlyList<string>? names, ParameterErrors errors)
    {
        if (names is not { Count: > 0 }) errors.Add("roles", $"At least one is needed; there are {string.Join(", ", s_single.Select(Name))}.");
        var roles = ApiRoles.None;
        foreach (var name in names ?? [])
        {
            var role = s_single.FirstOrDefault(each => string.Equals(Name(each), name, StringComparison.OrdinalIgnoreCase));
            if (role is ApiRoles.None) errors.Add("roles", $"There is no role '{name}'; there are {string.Join(", ", s_single.Select(Name))}.");
            roles |= role;
        }

        return roles;
    }

    private static string Name(ApiRoles role) => role.ToString().ToLowerInvariant();
}
