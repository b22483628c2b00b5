using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Cells;

namespace SmartSectors.Telemetry.Tests.Cells;

public class QuantileSketchTests
{
    // Under 2⁻²⁰, about the resolution of the sums, values are zero.
    private const double ZeroBelow = 1.0 / (1 << 20);

    private static readonly Gen<double> s_values = Gen.OneOf(
        Gen.Choose(-1_000_000, 1_000_000).Select(number => number / 100.0),
        from mantissa in Gen.Choose(-1_000_000_000, 1_000_000_000)
        from exponent in Gen.Choose(-12, 0)
        select mantissa * Math.Pow(10, exponent),
        Gen.Elements(0.0, 1e9, -1e9, ZeroBelow, -ZeroBelow, Math.BitDecrement(ZeroBelow), double.Epsilon, 1, 2, 1024, Math.BitDecrement(1024.0)));

    private static readonly Gen<double[]> s_lists = s_values.NonEmptyListOf().Select(list => list.ToArray());

    [Fact]
    public void Every_value_is_within_one_percent_of_its_bin() =>
        Prop.ForAll(s_values.ToArbitrary(), value =>
        {
            var standsFor = QuantileSketch.ValueOf(QuantileSketch.KeyOf(value));
            return Math.Abs(standsFor - value) <= Math.Max(0.01 * Math.Abs(value), ZeroBelow);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void A_greater_value_is_never_in_a_lower_bin() =>
        Prop.ForAll(s_values.Two().ToArbitrary(), pair =>
        {
            var (low, high) = pair.Item1 <= pair.Item2 ? pair : (pair.Item2, pair.Item1);
            return QuantileSketch.KeyOf(low) <= QuantileSketch.KeyOf(high);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Neighbouring_doubles_are_in_the_same_bin_or_the_next()
    {
        for (var key = 1; key <= 2_500; key++)
        {
            var value = QuantileSketch.ValueOf((short)key);
            Assert.Equal(key, QuantileSketch.KeyOf(value));
            Assert.Equal(-key, QuantileSketch.KeyOf(-value));
        }
    }

    [Fact]
    public void A_quantile_is_within_one_percent_of_the_exact_one() =>
        Prop.ForAll(s_lists.ToArbitrary(), values =>
        {
            var sketch = SketchOf(values);
            var sorted = values.Order().ToArray();
            return ((double[])[0, 0.05, 0.5, 0.95, 0.99, 1]).All(q =>
            {
                var exact = sorted[(long)(q * (sorted.Length - 1))];
                var estimate = sketch.Quantile(q, values.Length, sorted[0], sorted[^1]);
                return Math.Abs(estimate - exact) <= Math.Max(0.01 * Math.Abs(exact), ZeroBelow);
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Merging_in_any_order_and_grouping_gives_the_same_bins() =>
        Prop.ForAll(s_lists.Three().ToArbitrary(), lists =>
        {
            var (a, b, c) = lists;
            var whole = Bins(SketchOf([.. a, .. b, .. c]));
            var left = SketchOf(a);
            left.Merge(SketchOf(b));
            left.Merge(SketchOf(c));
            var rest = SketchOf(c);
            rest.Merge(SketchOf(b));
            rest.Merge(SketchOf(a));
            return whole == Bins(left) && whole == Bins(rest);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static QuantileSketch SketchOf(double[] values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values) sketch.Add(value);
        return sketch;
    }

    private static string Bins(QuantileSketch sketch) =>
        string.Join(' ', sketch.Keys.ToArray().Zip(sketch.Counts.ToArray()));
}
