using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Registry;

/// <summary>The registry's limits.</summary>
public sealed record RegistryOptions
{
    /// <summary>5,000 by default: so many of a batch share one transaction, and one fsync.</summary>
    public int ItemsPerTransaction { get; init; } = 5_000;

    /// <summary>200 characters by default for a name, an owner or a profile.</summary>
    public int MaxTextLength { get; init; } = 200;

    /// <summary>10,000 by default: a page of a list is never longer, whatever was asked.</summary>
    public int MaxPageSize { get; init; } = 10_000;

    /// <summary>
    /// The profiles that a device may have; the platform's own by default. Another name is refused.
    /// </summary>
    public CurrentRulebook Rules { get; init; } = new(Rulebook.Carried);
}
