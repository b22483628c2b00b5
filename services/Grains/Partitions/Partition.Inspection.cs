using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Grains.Partitions;

// What a consistency check must know besides the readings: where a device was when, from which slot on it is expected,
// and what still gathers. Nothing here goes through the code that applies.
public sealed partial class Partition
{
    /// <summary>The series that have readings and are in memory: all of them where nothing is deactivated.</summary>
    public IEnumerable<SeriesFacts> InspectSeries()
    {
        for (var i = 0; i < _series.Count; i++)
        {
            if (!IsActive(_series[i])) continue;
            var device = _series[i].Device;
            yield return new SeriesFacts(_series[i].Number, _series[i].Indicator, _series[i].ActiveSlotMs, ResidencesOf(device))
            {
                Device = device,
                Terms = _terms.TryGetValue(device, out var terms) ? terms.Dated : [],
            };
        }
    }

    /// <summary>
    /// The cells that gather: of open windows, and of closed ones what waits to become a revision; and whether their
    /// statistics wait to be made anew.
    /// </summary>
    public IEnumerable<(CellKey Key, Cell Content, bool NeedsRebuild)> InspectGathering() =>
        _siteSeries.SelectMany(series => series.Open).Select(cell => (KeyOf(cell), cell.Content, cell.NeedsRebuild));

    /// <summary>The sites' ids by index.</summary>
    public IReadOnlyList<string> InspectSites() => [.. _sites.Select(site => site.Id)];

    private List<ResidenceFacts> ResidencesOf(int device) =>
        _residences.ContainsKey(device)
            ? [.. AllResidencesOf(device).Select(residence => new ResidenceFacts(residence.FromMs, residence.Site, residence.Ordinal))]
            : [new ResidenceFacts(long.MinValue, _devices[device].Site, _devices[device].Ordinal)];
}

/// <summary>A device's site from a moment on, and its bit among the site's devices.</summary>
public readonly record struct ResidenceFacts(long FromMs, int Site, int Ordinal);

/// <summary>What the cells of a series depend on besides its readings.</summary>
/// <param name="ActiveSlotMs">Slots before this one are neither expected nor counted as received.</param>
/// <param name="Residences">In the order of time; the first also holds before its moment.</param>
public sealed record SeriesFacts(int Index, ushort Indicator, long ActiveSlotMs, IReadOnlyList<ResidenceFacts> Residences)
{
    public int Device { get; init; }

    /// <summary>What is said of the device from moments on, in their order.</summary>
    public IReadOnlyList<DatedTerms> Terms { get; init; } = [];

    /// <summary>What is said of the device at a moment.</summary>
    public Terms TermsAt(long timeMs) => DatedTerms.At(Terms, timeMs);

    /// <summary>Where the device was at a moment.</summary>
    public ResidenceFacts At(long timeMs)
    {
        var found = Residences[0];
        foreach (var residence in Residences)
        {
            if (residence.FromMs <= timeMs) found = residence;
        }

        return found;
    }
}
