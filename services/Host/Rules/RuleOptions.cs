namespace SmartSectors.Host.Rules;

/// <summary>How the files of schemes and profiles are followed.</summary>
internal sealed record RuleOptions
{
    /// <summary>
    /// So often their directories are looked at (default 5 s). A change is loaded when two looks saw the same, so that no
    /// file is read half written.
    /// </summary>
    public TimeSpan LookInterval { get; init; } = TimeSpan.FromSeconds(5);
}
