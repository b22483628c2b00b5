using SmartSectors.Reporting.Disclosure;

namespace SmartSectors.Reporting.Releases;

/// <summary>
/// How a release differs from what was published before. Only observations that everybody may see are counted: that a
/// hidden one has changed would tell that somebody there reported late.
/// </summary>
internal struct RevisionCount
{
    /// <summary>Those that were provisional and are final, with whatever figures.</summary>
    public long Finalized { get; private set; }

    /// <summary>The others that differ.</summary>
    public long Changed { get; private set; }

    public readonly long Total => Finalized + Changed;

    /// <summary>What the note says where nobody wrote one; null where nothing differs.</summary>
    public readonly string? Note => Total == 0
        ? null
        : $"{Finalized} số liệu tạm đã chốt, {Changed} số liệu đổi do dữ liệu đến muộn. / {Finalized} provisional figures are final now, {Changed} changed by late data.";

    public void Add(IReadOnlyList<Observation> before, IReadOnlyList<Observation> now)
    {
        var known = before.ToDictionary(observation => observation.Area, StringComparer.Ordinal);
        foreach (var observation in now)
        {
            if (observation.Confidentiality != Confidentiality.Free) continue;
            var isKnown = known.TryGetValue(observation.Area, out var other);
            if (isKnown && other == observation) continue;
            if (isKnown && !other!.IsFinal && observation.IsFinal) Finalized++;
            else Changed++;
        }
    }
}
