using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Schemes;

public class IndicatorNamesTests
{
    public static TheoryData<Sector> Sectors => [.. SchemeCatalog.Load().Schemes.Select(scheme => scheme.Sector)];

    [Theory, MemberData(nameof(Sectors))]
    public void Every_code_is_found_in_any_case(Sector sector)
    {
        Assert.True(SchemeCatalog.Load().TryGet(sector, out var scheme));
        foreach (var indicator in scheme.Indicators.Where(indicator => indicator.DerivedFrom is null))
        {
            var mixed = string.Concat(indicator.Code.Select((letter, i) => i % 2 == 0 ? char.ToLowerInvariant(letter) : letter));
            foreach (var code in new[] { indicator.Code, indicator.Code.ToLowerInvariant(), mixed })
            {
                Assert.True(scheme.Names.TryFind(Encoding.UTF8.GetBytes(code), out var number));
                Assert.Equal(indicator.Number, number);
            }
        }
    }

    [Fact]
    public void A_key_is_found_only_when_it_is_a_code()
    {
        Assert.True(SchemeCatalog.Load().TryGet(Sector.Agriculture, out var scheme));
        var near = from indicator in Gen.Elements(scheme.Indicators.ToArray())
                   from at in Gen.Choose(0, indicator.Code.Length - 1)
                   from letter in Gen.Choose(0, 255)
                   select Encoding.UTF8.GetBytes(indicator.Code).Select((b, i) => i == at ? (byte)letter : b).ToArray();
        var any = ArbMap.Default.GeneratorFor<byte[]>();

        Prop.ForAll(Gen.OneOf(near, any).ToArbitrary(), key =>
        {
            var isCode = scheme.TryGet(Encoding.Latin1.GetString(key), out var indicator) && key.All(b => b < 128);
            return scheme.Names.TryFind(key, out var number) == isCode && (!isCode || number == indicator!.Number);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
    }
}
