using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Disclosure;

/// <summary>
/// When an area's figures are confidential by themselves (primary confidentiality): by a threshold of contributors and by
/// dominance, as national statistical offices have it.
/// </summary>
public sealed record DisclosureRule
{
    /// <summary>Figures of fewer devices, or of fewer owners, are hidden.</summary>
    public required int LeastContributors { get; init; }

    /// <summary>An additive figure is hidden where its two largest owners make more than this share of it.</summary>
    public double GreatestShareOfTwo { get; init; } = 0.85;

    /// <summary>The sector's rule: 5, and 10 in health, whose figures are nearer to persons.</summary>
    public static DisclosureRule Of(Sector sector) => new() { LeastContributors = sector == Sector.Health ? 10 : 5 };

    /// <summary>The area's own status. One without devices is hidden too: it may get its first one while the decision holds.</summary>
    public Confidentiality Judge(in Contributors contributors)
    {
        if (contributors.Devices < LeastContributors || contributors.Owners < LeastContributors) return Confidentiality.SmallCount;

        var limit = contributors.Total * GreatestShareOfTwo;
        if (contributors.Largest > limit) return Confidentiality.OneDominates;
        return contributors.Largest + contributors.Second > limit ? Confidentiality.TwoDominate : Confidentiality.Free;
    }
}
