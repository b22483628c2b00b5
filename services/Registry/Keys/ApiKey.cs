namespace SmartSectors.Registry.Keys;

/// <summary>What the holder of a key may do. The numbers are durable.</summary>
[Flags]
public enum ApiRoles
{
    None = 0,

    /// <summary>Reads everything of the API.</summary>
    Read = 1,

    /// <summary>Registers sites and devices.</summary>
    Register = 2,

    /// <summary>Everything else as well.</summary>
    Admin = 4,

    /// <summary>Reads releases with what their public copies hide: the National Data Centre.</summary>
    Confidential = 8,

    All = Read | Register | Admin | Confidential,
}

/// <summary>A known key without its secret.</summary>
public sealed record ApiKey(string Name, ApiRoles Roles);
