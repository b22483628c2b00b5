using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Telemetry.Tests.Areas;

public class AreaCatalogTests
{
    private readonly AreaCatalog _areas = AreaCatalog.Load();

    [Fact]
    public void Counts_are_those_of_the_law()
    {
        Assert.Equal(34, _areas.Provinces.Length);
        Assert.Equal(7, _areas.Provinces.Count(province => province.Kind is AreaKind.City));
        Assert.Equal(2611, _areas.Communes.Count(commune => commune.Kind is AreaKind.Commune));
        Assert.Equal(697, _areas.Communes.Count(commune => commune.Kind is AreaKind.Ward));
        Assert.Equal(13, _areas.Communes.Count(commune => commune.Kind is AreaKind.SpecialZone));
        Assert.Equal(new DateOnly(2026, 4, 30), _areas.ValidFrom);
    }

    [Theory]
    [InlineData("VN", "Việt Nam", "Viet Nam", AreaKind.Nation, null)]
    [InlineData("unassigned", "Chưa phân bổ", "Unassigned", AreaKind.Unassigned, "VN")]
    [InlineData("79-unassigned", "TP. Hồ Chí Minh: Chưa phân bổ", "Ho Chi Minh City: Unassigned", AreaKind.Unassigned, "79")]
    [InlineData("01", "Hà Nội", "Ha Noi", AreaKind.City, "VN")]
    [InlineData("00004", "Phường Ba Đình", "Ba Dinh Ward", AreaKind.Ward, "01")]
    [InlineData("20333", "Đặc khu Hoàng Sa", "Hoang Sa Special Zone", AreaKind.SpecialZone, "48")]
    public void Areas_are_found_by_code(string code, string nameVi, string nameEn, AreaKind kind, string? parent)
    {
        Assert.True(_areas.TryGet(code, out var area));
        Assert.Equal((code, nameVi, nameEn, kind, parent), (area.Code, area.NameVi, area.NameEn, area.Kind, area.Parent));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("vn")]
    [InlineData("99999")]
    [InlineData("99-unassigned")]
    public void Other_codes_are_no_areas(string code) => Assert.False(_areas.TryGet(code, out _));

    [Fact]
    public void Only_communes_are_communes()
    {
        Assert.True(_areas.TryGetCommune("00004", out _));
        Assert.False(_areas.TryGetCommune("01", out _));
        Assert.False(_areas.TryGetCommune("VN", out _));
        Assert.False(_areas.TryGetCommune("unassigned", out _));
        Assert.False(_areas.TryGetCommune("79-unassigned", out _));
    }

    [Fact]
    public void The_last_part_of_a_nation_or_province_is_what_none_of_the_others_has()
    {
        Assert.Equal([.. _areas.Provinces, _areas.Unassigned], _areas.ChildrenOf(_areas.Nation));
        Assert.All(_areas.Provinces, province =>
        {
            Assert.Equal([.. _areas.CommunesOf(province.Code).Select(commune => commune.Code), $"{province.Code}-unassigned"], _areas.ChildrenOf(province).Select(part => part.Code));
            Assert.Equal(province.Code, AreaCatalog.ProvinceOfUnassigned($"{province.Code}-unassigned"));
        });
        Assert.Empty(_areas.ChildrenOf(_areas.Communes[0]));
        Assert.Null(AreaCatalog.ProvinceOfUnassigned("unassigned"));
    }

    [Fact]
    public void Every_commune_belongs_to_its_province_once()
    {
        var ofProvinces = _areas.Provinces.SelectMany(province => _areas.CommunesOf(province.Code)).ToList();
        Assert.Equal(_areas.Communes.Select(commune => commune.Code), ofProvinces.Select(commune => commune.Code).Order());
        Assert.All(ofProvinces, commune => Assert.True(_areas.TryGet(commune.Parent!, out _)));
        Assert.Empty(_areas.CommunesOf("99"));
    }

    [Fact]
    public void Codes_and_English_names_are_ASCII_and_names_have_no_combining_marks()
    {
        foreach (var area in _areas.Provinces.Concat(_areas.Communes))
        {
            Assert.True(area.Code.All(char.IsAsciiDigit) && area.Code.Length is 2 or 5, area.Code);
            Assert.True(area.NameEn.All(char.IsAscii), area.NameEn);
            // NFC of Vietnamese has a letter of its own for every combination.
            Assert.DoesNotContain(area.NameVi, letter => char.GetUnicodeCategory(letter) is System.Globalization.UnicodeCategory.NonSpacingMark);
        }
    }

    [Fact]
    public void Provinces_lie_in_Vietnam() => Assert.All(_areas.Provinces, province =>
    {
        Assert.InRange(province.Label!.Value.Latitude, 8, 24);
        Assert.InRange(province.Label!.Value.Longitude, 102, 110);
    });
}
