using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Schemes;

public class SchemeCatalogTests
{
    private readonly SchemeCatalog _schemes = SchemeCatalog.Load();

    [Theory]
    [InlineData(Sector.Agriculture, 12)]
    [InlineData(Sector.Transport, 12)]
    [InlineData(Sector.Health, 13)]
    public void The_three_sectors_have_every_indicator_of_the_catalogue(Sector sector, int count)
    {
        Assert.True(_schemes.TryGet(sector, out var scheme));
        Assert.Equal(count, scheme.Indicators.Length);
        Assert.Equal(1, scheme.Version);
    }

    [Fact]
    public void An_indicator_carries_everything_of_its_entry()
    {
        Assert.True(_schemes.TryGet(Sector.Agriculture, "water_ph", out var indicator));
        Assert.Equal(
            new Indicator(
                1010, Sector.Agriculture, "WATER_PH", "pH nước ao nuôi", "Pond water pH", "[pH]", "PH",
                new ValueSpan(0, 14), new ValueSpan(5, 10), TimeSpan.FromMinutes(10),
                new Threshold(7, false, 8.3, false), new Threshold(6.5, false, 9, false),
                DeviceMethod.Mean, AreaMethod.P95),
            indicator);
    }

    // The numbers stand in logs and stores: this table may grow and never change.
    [Theory]
    [InlineData(1001, "WATER_SALINITY")]
    [InlineData(1002, "FIELD_WATER_LEVEL")]
    [InlineData(1003, "SOIL_MOISTURE")]
    [InlineData(1004, "SOIL_TEMP")]
    [InlineData(1005, "SOIL_EC")]
    [InlineData(1006, "AIR_TEMP")]
    [InlineData(1007, "AIR_HUMIDITY")]
    [InlineData(1008, "RAIN")]
    [InlineData(1009, "WATER_DO")]
    [InlineData(1010, "WATER_PH")]
    [InlineData(1011, "WATER_TEMP")]
    [InlineData(1012, "RESERVOIR_LEVEL")]
    [InlineData(2001, "VEHICLE_SPEED")]
    [InlineData(2002, "TRAFFIC_FLOW")]
    [InlineData(2003, "ROAD_SPEED")]
    [InlineData(2004, "ROAD_OCCUPANCY")]
    [InlineData(2005, "ETC_TRANSACTIONS")]
    [InlineData(2006, "BUS_DELAY")]
    [InlineData(2007, "BUS_OCCUPANCY")]
    [InlineData(2008, "DRIVE_TIME_CONT")]
    [InlineData(2009, "ROAD_FLOOD_LEVEL")]
    [InlineData(2010, "AXLE_LOAD")]
    [InlineData(2011, "PM2_5")]
    [InlineData(2012, "VN_AQI")]
    [InlineData(3001, "VACCINE_TEMP")]
    [InlineData(3002, "VACCINE_FREEZER_TEMP")]
    [InlineData(3003, "COLD_CHAIN_DOOR_OPEN")]
    [InlineData(3004, "POWER_AVAILABILITY")]
    [InlineData(3005, "SPO2")]
    [InlineData(3006, "HEART_RATE")]
    [InlineData(3007, "RESP_RATE")]
    [InlineData(3008, "BODY_TEMP")]
    [InlineData(3009, "BP_SYSTOLIC")]
    [InlineData(3010, "BP_DIASTOLIC")]
    [InlineData(3011, "BED_OCCUPANCY")]
    [InlineData(3012, "O2_TANK_LEVEL")]
    [InlineData(3013, "WARD_CO2")]
    public void Durable_numbers_stay(ushort number, string code)
    {
        Assert.True(_schemes.TryGet(number, out var indicator));
        Assert.Equal(code, indicator.Code);
        Assert.True(_schemes.TryGet(indicator.Sector, code.ToLowerInvariant(), out var same));
        Assert.Same(indicator, same);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(1999)]
    [InlineData(65535)]
    public void Other_numbers_are_unknown(ushort number) => Assert.False(_schemes.TryGet(number, out _));

    [Fact]
    public void Limits_that_are_not_plain_are_left_out()
    {
        Assert.True(_schemes.TryGet(Sector.Health, "VACCINE_TEMP", out var fridge));
        Assert.Equal(new Threshold(2, false, 8, false), fridge.Warn);
        Assert.Null(fridge.Crit); // for 60 minutes, for 10 hours
        Assert.True(_schemes.TryGet(Sector.Agriculture, "RAIN", out var rain));
        Assert.Null(rain.Warn); // in 24 hours
    }

    [Fact]
    public void A_sector_without_a_scheme_is_unknown()
    {
        Assert.False(_schemes.TryGet(Sector.Energy, out _));
        Assert.False(_schemes.TryGet(Sector.Energy, "ENERGY", out _));
        Assert.False(_schemes.TryGet((Sector)200, out _));
    }

    [Theory]
    [InlineData("agriculture", Sector.Agriculture)]
    [InlineData("HEALTH", Sector.Health)]
    [InlineData("Transport", Sector.Transport)]
    public void Sectors_are_named_in_any_case(string name, Sector sector)
    {
        Assert.True(SectorNames.TryParse(name, out var text));
        Assert.True(SectorNames.TryParse(System.Text.Encoding.UTF8.GetBytes(name), out var bytes));
        Assert.Equal((sector, sector), (text, bytes));
        Assert.Equal(name.ToLowerInvariant(), sector.Name());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("agricultur")]
    [InlineData("agriculture ")]
    public void Other_names_are_no_sectors(string name)
    {
        Assert.False(SectorNames.TryParse(name, out _));
        Assert.False(SectorNames.TryParse(System.Text.Encoding.UTF8.GetBytes(name), out _));
    }
}
