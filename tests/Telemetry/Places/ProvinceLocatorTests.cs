using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Places;

namespace SmartSectors.Telemetry.Tests.Places;

public class ProvinceLocatorTests
{
    private static readonly ImmutableArray<Boundary> s_boundaries = Boundary.Read(EmbeddedText.Read("Places/vietnam-provinces.geojson"));

    // All of the country, its seas and its neighbours; close to corners; on them.
    private static readonly Gen<Position> s_positions = Gen.OneOf(
        from latitude in Gen.Choose(6_000_000, 24_000_000)
        from longitude in Gen.Choose(101_000_000, 118_000_000)
        select new Position(latitude / 1e6, longitude / 1e6),
        from corner in Gen.Elements(s_boundaries.SelectMany(boundary => boundary.Rings).SelectMany(ring => ring))
        from north in Gen.Elements(0, 0, 1, -1, 900, -12_345, 250_000, -300_000)
        from east in Gen.Elements(0, 0, 1, -1, -700, 54_321, 250_000, -300_000)
        select new Position((corner.Y + north) / 1e7, (corner.X + east) / 1e7));

    [Fact]
    public void The_index_finds_what_a_look_at_every_edge_finds() =>
        Prop.ForAll(s_positions.ToArbitrary(), position =>
            Assert.Contains(ProvinceLocator.Shipped.Find(position), Naive(position, ProvinceLocator.DefaultToleranceMetres)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(4_000));

    [Fact]
    public void The_label_of_every_province_lies_in_it()
    {
        using var document = JsonDocument.Parse(EmbeddedText.Read("Places/vietnam-provinces.geojson"));
        foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
        {
            var label = feature.GetProperty("properties").GetProperty("label");
            Assert.Equal(feature.GetProperty("id").GetString(), ProvinceLocator.Shipped.Find(new Position(label[1].GetDouble(), label[0].GetDouble())));
        }
    }

    [Fact]
    public void The_provinces_are_those_of_the_master_data() =>
        Assert.Equal(AreaCatalog.Load().Provinces.Select(province => province.Code).Order(StringComparer.Ordinal), ProvinceLocator.Shipped.Codes);

    [Theory]
    [InlineData(21.0285, 105.8542, "01")]  // Hoàn Kiếm
    [InlineData(10.7769, 106.7009, "79")]  // Bến Thành
    [InlineData(16.0544, 108.2022, "48")]  // Đà Nẵng
    [InlineData(16.5347, 111.6083, "48")]  // Phú Lâm, Hoàng Sa
    [InlineData(9.6500, 112.9500, "56")]   // Trường Sa (the file has not all of its islands)
    [InlineData(10.2270, 103.9600, "91")]  // Phú Quốc
    [InlineData(8.6900, 106.6100, "79")]   // Côn Đảo
    [InlineData(17.9757, 102.6331, null)]  // Viêng Chăn
    [InlineData(11.5564, 104.9282, null)]  // Phnôm Pênh
    [InlineData(13.0, 110.5, null)]        // the sea
    [InlineData(0, 0, null)]
    [InlineData(-90, -180, null)]
    [InlineData(90.1, 105, null)]
    [InlineData(double.NaN, 105, null)]
    public void Places_that_one_knows(double latitude, double longitude, string? province) =>
        Assert.Equal(province, ProvinceLocator.Shipped.Find(new Position(latitude, longitude)));

    [Fact]
    public void Off_the_coast_the_nearest_is_taken_within_the_tolerance()
    {
        // A square of one degree; at 1 degree north 1 km is 0.008994 degrees either way.
        var square = new Boundary("01", [[At(0, 0), At(1, 0), At(1, 1), At(0, 1), At(0, 0)]]);
        var locator = new ProvinceLocator([square], toleranceMetres: 1_000);
        Assert.Equal("01", locator.Find(new Position(0.5, 1.0089)));
        Assert.Null(locator.Find(new Position(0.5, 1.0091)));
        Assert.Equal("01", locator.Find(new Position(-0.0089, 0.5)));
        Assert.Null(locator.Find(new Position(-0.0070, -0.0070)));
        Assert.Equal("01", locator.Find(new Position(-0.0060, -0.0060)));
    }

    [Fact]
    public void A_position_on_a_shared_border_is_in_one_province()
    {
        var west = new Boundary("01", [[At(0, 0), At(1, 0), At(1, 1), At(0, 1), At(0, 0)]]);
        var east = new Boundary("02", [[At(1, 0), At(2, 0), At(2, 1), At(1, 1), At(1, 0)]]);
        var locator = new ProvinceLocator([west, east], toleranceMetres: 0);
        Assert.Equal("02", locator.Find(new Position(0.5, 1)));
        Assert.Equal("01", locator.Find(new Position(0, 0)));
        Assert.Equal("01", locator.Find(new Position(0.5, 0.9999999)));
    }

    private static Corner At(int x, int y) => new(x * 10_000_000, y * 10_000_000);

    // Ray casting over every edge of every ring, province by province; then the nearest of all edges: each of those
    // whose distances differ by less than a millimetre, for a corner may be that of two provinces.
    private static string?[] Naive(Position position, double toleranceMetres)
    {
        var (x, y) = (ProvinceLocator.Units(position.Longitude), ProvinceLocator.Units(position.Latitude));
        foreach (var boundary in s_boundaries)
        {
            if (Edges(boundary).Count(edge => edge.Low.Y <= y && y < edge.High.Y && CrossingX(edge, y) <= x) % 2 == 1) return [boundary.Code];
        }

        var (east, north) = (111_195.0 / 1e7 * Math.Cos(position.Latitude * Math.PI / 180), 111_195.0 / 1e7);
        var distances = s_boundaries
            .Select(boundary => (boundary.Code, Metres: Edges(boundary).Min(edge => Distance(edge, x, y, east, north)))).ToList();
        var nearest = distances.Min(entry => entry.Metres);
        return nearest <= toleranceMetres ? [.. distances.Where(entry => entry.Metres < nearest + 0.001).Select(entry => entry.Code)] : [null];
    }

    private static decimal CrossingX((Corner Low, Corner High) edge, int y) =>
        edge.Low.X + ((decimal)((long)edge.High.X - edge.Low.X) * ((long)y - edge.Low.Y) / ((long)edge.High.Y - edge.Low.Y));

    private static double Distance((Corner Low, Corner High) edge, int x, int y, double east, double north)
    {
        var (ax, ay) = ((edge.Low.X - (double)x) * east, (edge.Low.Y - (double)y) * north);
        var (bx, by) = ((edge.High.X - (double)x) * east, (edge.High.Y - (double)y) * north);
        var length = Math.Pow(bx - ax, 2) + Math.Pow(by - ay, 2);
        var t = Math.Clamp(((-ax * (bx - ax)) - (ay * (by - ay))) / length, 0, 1);
        return Math.Sqrt(Math.Pow(ax + (t * (bx - ax)), 2) + Math.Pow(ay + (t * (by - ay)), 2));
    }

    private static IEnumerable<(Corner Low, Corner High)> Edges(Boundary boundary)
    {
        foreach (var ring in boundary.Rings)
        {
            for (var i = 1; i < ring.Length; i++)
                yield return ring[i - 1].Y <= ring[i].Y ? (ring[i - 1], ring[i]) : (ring[i], ring[i - 1]);
        }
    }
}
