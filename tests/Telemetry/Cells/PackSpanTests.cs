using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Telemetry.Tests.Cells;

public class PackSpanTests
{
    [Fact]
    public void Every_window_has_one_place_in_one_span() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).Select(seconds => seconds * 1000L).ToArbitrary(), timeMs =>
        {
            foreach (var window in PackSpan.Packed)
            {
                var start = WindowCalendar.Start(window, timeMs);
                var span = PackSpan.Start(window, start);
                var place = PackSpan.Place(window, start);
                Assert.InRange(place, 0, PackSpan.MaxWindows - 1);
                Assert.Equal(start, PackSpan.At(window, span, place));
                Assert.InRange(start, span, PackSpan.End(window, span) - 1);
                Assert.Equal(span, PackSpan.Start(window, PackSpan.End(window, span) - 1));
            }
        }).QuickCheckThrowOnFailure();
}
