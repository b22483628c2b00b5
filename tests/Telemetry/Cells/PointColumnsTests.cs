using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Cells;

public class PointColumnsTests
{
    private static readonly Statistics[] s_all = [.. Enum.GetValues<Statistics>().Where(each => each is not (Statistics.None or Statistics.All))];

    private static readonly Indicator[] s_indicators = [.. SchemeCatalog.Load().Schemes.SelectMany(scheme => scheme.Indicators)];

    // What is not asked for is not read either, so this also says that the parts that are read are enough.
    [Fact]
    public void A_figure_is_the_same_whatever_else_is_asked_for_and_is_not_there_when_it_is_not() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var cells = CellPackTests.AnyPack(random);
            var indicator = s_indicators[random.Next(s_indicators.Length)];
            var window = WindowCalendar.All[random.Next(WindowCalendar.All.Count)];
            var wanted = s_all.Where(_ => random.Next(3) == 0).Aggregate(Statistics.None, (all, each) => all | each);
            var reader = new CellPackReader();
            reader.Open(CellPackTests.Pack(cells), CellPoints.PartsFor(wanted, indicator, window));
            var points = new PointColumns(indicator, window, wanted, room: 0);
            for (var i = 0; i < reader.Count; i++) points.Add(reader.Lend(i), StartOf(cells[i]), 3, isFinal: true);

            Assert.Equal(cells.Count, points.Count);
            foreach (var (cell, point) in cells.Zip(points))
            {
                var whole = CellPoints.ToPoint(cell.Content, indicator, window, StartOf(cell), 3, isFinal: true);
                Assert.Equal((whole.Start, whole.Status, whole.Revision, whole.Final), (point.Start, point.Status, point.Revision, point.Final));
                foreach (var statistic in s_all) Assert.Equal((wanted & statistic) != 0 ? FigureOf(whole, statistic) : FigureOf(default, statistic), FigureOf(point, statistic));
            }

            long StartOf(PackedCell cell) => WindowCalendar.Start(window, 1_795_194_000_000 + (cell.Place * 32 * WindowCalendar.DayMs));
        }).QuickCheckThrowOnFailure();

    private static object? FigureOf(AggregatePoint point, Statistics statistic) => statistic switch
    {
        Statistics.Value => point.Value,
        Statistics.Count => point.Count,
        Statistics.Sum => point.Sum,
        Statistics.Mean => point.Mean,
        Statistics.Min => point.Min,
        Statistics.Max => point.Max,
        Statistics.StdDev => point.StdDev,
        Statistics.P50 => point.P50,
        Statistics.P95 => point.P95,
        Statistics.P99 => point.P99,
        Statistics.Devices => point.Devices,
        Statistics.Expected => point.Expected,
        Statistics.Coverage => point.Coverage,
        Statistics.Flags => point.Flags,
        Statistics.Criteria => point.Criteria,
        _ => throw new ArgumentOutOfRangeException(nameof(statistic)),
    };
}
