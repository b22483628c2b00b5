using System.Data;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Profiles;

namespace SmartSectors.Telemetry.Tests.Profiles;

public class FormulaTests
{
    private static readonly string[] s_names = ["a", "b", "gps.speed", "độ_ẩm", "Node Control/x"];

    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("2 - 3 - 4", -5)]
    [InlineData("8 / 4 / 2", 1)]
    [InlineData("-2^2", -4)]
    [InlineData("2^-1", 0.5)]
    [InlineData("(2^3)^2", 64)]
    [InlineData("--3", 3)]
    [InlineData("2*-3", -6)]
    [InlineData("1e3 + 1.5E-1+2e+2", 1200.15)]
    [InlineData("1e3-1", 999)]
    [InlineData("a / b * 100", 40)]
    [InlineData("[a] + [Node Control/x] + gps.speed + độ_ẩm", 14)]
    [InlineData("max(1, min(a, b), 1.5) - abs(-1) + sqrt(9) + ln(exp(1))", 5)]
    public void A_formula_has_the_usual_meaning(string text, double expected) =>
        Assert.Equal(expected, FormulaParser.Parse(text, PlaceOf).Evaluate([2, 5, 3, 4, 5]), 1e-12);

    [Theory]
    [InlineData("a / (b - b)")]
    [InlineData("sqrt(-a)")]
    [InlineData("ln(-1)")]
    [InlineData("10^400")]
    public void What_has_no_value_is_no_finite_number(string text) =>
        Assert.False(double.IsFinite(FormulaParser.Parse(text, PlaceOf).Evaluate([2, 5, 3, 4, 5])));

    [Theory]
    [InlineData("", "ends where a number, a name or a bracket is expected")]
    [InlineData("1 +", "ends where a number, a name or a bracket is expected")]
    [InlineData("a b", "has 'b' at character 3 where an operator is expected")]
    [InlineData("(a", "ends where a closing bracket is expected")]
    [InlineData("a)", "has ')' at character 2 where an operator is expected")]
    [InlineData("max(a)", "has ')' at character 6 where a comma is expected")]
    [InlineData("sin(a)", "has 's' at character 1 where one of the functions abs, sqrt, exp, ln, min, max is expected")]
    [InlineData("1.2.3", "has '1' at character 1 where a number is expected")]
    [InlineData("1e999", "has '1' at character 1 where a number is expected")]
    [InlineData("[a", "has 'a' at character 2 where a name and ] is expected")]
    [InlineData("2^3^2", "has '^' at character 4 where brackets around one of two powers is expected")]
    [InlineData("a = 1", "has '=' at character 3 where an operator is expected")]
    public void An_error_says_where_it_is(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => FormulaParser.Parse(text, PlaceOf)).Message);

    [Fact]
    public void Brackets_and_length_are_bounded()
    {
        Assert.Equal(1, FormulaParser.Parse($"{new string('(', 31)}1{new string(')', 31)}", PlaceOf).Evaluate([]));
        Assert.Throws<FormatException>(() => FormulaParser.Parse($"{new string('(', 32)}1{new string(')', 32)}", PlaceOf));
        Assert.Throws<FormatException>(() => FormulaParser.Parse(string.Concat(Enumerable.Repeat("1+", 250)) + "1", PlaceOf));
    }

    /// <summary>Against the runtime's own evaluator of data columns, which knows the same four operators.</summary>
    [Fact]
    public void Any_formula_of_numbers_is_what_another_evaluator_says() => Prop.ForAll(AnyText(6).ToArbitrary(), text =>
    {
        using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
        var expected = Convert.ToDouble(table.Compute(text, null), CultureInfo.InvariantCulture);
        Assert.Equal(expected, FormulaParser.Parse(text, PlaceOf).Evaluate([]), Math.Abs(expected) * 1e-9);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    // Fractions only, for the other calculates with integers where it sees them; and nothing is divided by nothing.
    private static Gen<string> AnyText(int depth)
    {
        var number = Gen.Choose(1, 999).Select(tenths => $"{tenths}.5e0");
        if (depth == 0) return number;
        var inner = AnyText(depth - 1);
        return Gen.OneOf(
            number,
            inner.Select(text => $"({text})"),
            inner.Select(text => $"-({text})"),
            inner.Zip(inner, (left, right) => (left, right)).Zip(Gen.Elements('+', '-', '*'), (sides, sign) => $"{sides.left} {sign} {sides.right}"),
            inner.Zip(number, (left, right) => $"{left} / {right}"));
    }

    private static int PlaceOf(string name) => Array.IndexOf(s_names, name) is >= 0 and var place ? place : throw new FormatException($"names {name}");
}
