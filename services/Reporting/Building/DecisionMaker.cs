using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Releases;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Building;

/// <summary>
/// Which areas are hidden in an indicator's month: as the first release of the month decided, else decided now, from who
/// contributed in the month so far or in the month before. The two are united because a month's first release may be of its
/// first hours, when few have reported; so the first of a new month is decided by last month's contributors. It holds for
/// all windows, statistics and releases of the month, and later owners and devices change nothing of it.
/// </summary>
public sealed class DecisionMaker(ReleaseAreas areas, IContributionQuery contributions, SiteOwners owners, SchemeCatalog schemes)
{
    /// <summary>
    /// The status of each area by its number; null while nobody contributed: then all of it is hidden, and the next release
    /// decides, for nothing was published that could be compared.
    /// </summary>
    public async Task<Confidentiality[]?> ForAsync(ReleaseWriter release, Indicator indicator, DateTimeOffset month, CancellationToken cancellationToken)
    {
        if (release.FindDecision(indicator.Number, month) is { } known)
            return [.. areas.Codes.Select(code => known.GetValueOrDefault(code, Confidentiality.SmallCount))];

        if (await DecideAsync(release, indicator, month, cancellationToken) is not { } statuses) return null;

        release.Decide(indicator.Number, month, areas.Codes.Zip(statuses).ToDictionary(each => each.First, each => each.Second, StringComparer.Ordinal));
        return statuses;
    }

    private async Task<Confidentiality[]?> DecideAsync(ReleaseWriter release, Indicator indicator, DateTimeOffset month, CancellationToken cancellationToken)
    {
        Confidentiality[]? ofInputs = null;
        foreach (var input in indicator.Ratio is { } ratio ? (ushort[])[ratio.Numerator, ratio.Denominator] : [])
        {
            // Two of a ratio's three numbers tell the third: it is hidden wherever one of the others is, and all of it while
            // one of them is not decided.
            if (!schemes.TryGet(input, out var divided) || await ForAsync(release, divided, month, cancellationToken) is not { } statuses) return null;
            ofInputs = ofInputs is null ? statuses : [.. ofInputs.Zip(statuses, (one, other) => one == Confidentiality.Free ? other : one)];
        }

        var found = await FindAsync(indicator, month, cancellationToken);
        if (!found.Any(each => each.Devices > 0)) return ofInputs;

        var contributors = ContributorCount.Of(areas, found, owners.Of, indicator.AreaMethod == AreaMethod.Sum);
        return Suppression.Decide(areas.Tree, contributors, DisclosureRule.Of(indicator.Sector), ofInputs);
    }

    private async Task<IReadOnlyList<SiteContribution>> FindAsync(Indicator indicator, DateTimeOffset month, CancellationToken cancellationToken)
    {
        var monthMs = month.ToUnixTimeMilliseconds();
        var from = DateTimeOffset.FromUnixTimeMilliseconds(EarlierWindow.StartMs(Earlier.Month, monthMs));
        var to = DateTimeOffset.FromUnixTimeMilliseconds(WindowCalendar.End(Window.Month, monthMs));
        var own = await contributions.FindAsync(indicator, from, to, cancellationToken);
        if (indicator.DerivedFrom is not { } source || !schemes.TryGet(source, out var measured)) return own;

        // What is derived has no devices of its own: they are those that measured what it is derived from.
        var devices = (await contributions.FindAsync(measured, from, to, cancellationToken)).ToDictionary(each => (each.Site, each.Partition, each.Area), each => each.Devices);
        return [.. own.Where(each => each.HasOwn).Select(each => each with { Devices = devices.GetValueOrDefault((each.Site, each.Partition, each.Area)) })];
    }
}
