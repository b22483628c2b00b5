using SmartSectors.Telemetry.Profiles;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Rules;

/// <summary>The schemes, and the profiles that were checked against them. Immutable: whoever reads it twice reads the same.</summary>
public sealed record Rulebook(SchemeCatalog Schemes, ProfileCatalog Profiles)
{
    /// <summary>What this build carries.</summary>
    public static Rulebook Carried { get; } = new(SchemeCatalog.Load(), ProfileCatalog.Load());
}

/// <summary>The rulebook that holds now. It is replaced whole; a reader takes it once for what must fit together.</summary>
public sealed class CurrentRulebook(Rulebook first)
{
    private volatile Rulebook _current = first;

    public Rulebook Current => _current;

    public SchemeCatalog Schemes => _current.Schemes;

    public ProfileCatalog Profiles => _current.Profiles;

    public void Replace(Rulebook next) => _current = next;
}
