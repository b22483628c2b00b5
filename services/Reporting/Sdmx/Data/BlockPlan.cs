using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>
/// Where what is asked for can be: the blocks, in the order in which they are answered, and how many observations they may
/// hold. It is made from the index of blocks and reads none.
/// </summary>
internal sealed class BlockPlan
{
    private BlockPlan(List<BlockRange> ranges, long estimate) => (Ranges, Estimate) = (ranges, estimate);

    public IReadOnlyList<BlockRange> Ranges { get; }

    /// <summary>At most so many observations, as far as the areas of today tell.</summary>
    public long Estimate { get; }

    /// <param name="upTo">The newest release that counts.</param>
    /// <exception cref="SdmxException">A series has more periods than may be.</exception>
    public static BlockPlan Of(ReleaseReader reader, SeriesFilter asked, Copy copy, SchemeCatalog schemes, AreaCatalog areas, long upTo, int maxPeriods)
    {
        var statistics = Statistic.All.Count(each => (copy == Copy.Confidential || each.IsPublic) && asked.Admits(IotStructure.Statistic, each.Code));
        var ranges = new List<BlockRange>();
        var estimate = 0L;
        foreach (var window in Frequency.All.Where(window => asked.Admits(IotStructure.Frequency, Frequency.Code(window))))
        {
            foreach (var part in reader.Parts(window).Where(asked.CanAdmitPart))
            {
                var areasOfPart = AreasOf(areas, part).LongCount(area => asked.Admits(IotStructure.Area, area));
                foreach (var number in reader.Indicators(window, part))
                {
                    if (!IsAsked(asked, IndicatorOf(schemes, number))) continue;

                    var range = new BlockRange(window, part, number, asked.Time.FromMs, asked.Time.ToMs);
                    var periods = reader.CountPeriods(range, upTo);
                    if (periods == 0) continue;
                    if (periods > maxPeriods)
                        throw SdmxException.TooLarge($"A series has more than {maxPeriods} periods. Ask for a shorter time, with c[{IotStructure.Time.Id}].");
                    ranges.Add(range);
                    estimate += periods * Math.Max(1, areasOfPart) * statistics;
                }
            }
        }

        return new BlockPlan(ranges, statistics == 0 ? 0 : estimate);
    }

    /// <summary>The indicator of a block.</summary>
    public static Indicator IndicatorOf(SchemeCatalog schemes, ushort number) => schemes.TryGet(number, out var indicator)
        ? indicator
        : throw new StoreDamagedException($"CORRUPT: a release has the indicator {number}, which no scheme has.", new KeyNotFoundException());

    private static bool IsAsked(SeriesFilter asked, Indicator indicator) =>
        asked.Admits(IotStructure.Indicator, indicator.Code) && asked.Admits(IotStructure.Sector, SectorCodes.Of(indicator.Sector));

    private static IEnumerable<string> AreasOf(AreaCatalog areas, string part)
    {
        if (part == AreaCatalog.NationCode) return [AreaCodes.Code(areas.Nation), AreaCodes.Code(areas.Unassigned)];
        return areas.TryGet(part, out var province) ? areas.ChildrenOf(province).Prepend(province).Select(AreaCodes.Code) : [];
    }
}
