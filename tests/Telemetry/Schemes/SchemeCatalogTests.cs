using SmartSectors.Telemetry.Quality;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Telemetry.Tests.Schemes;

public class SchemeCatalogTests
{
    private readonly SchemeCatalog _schemes = SchemeCatalog.Load();

    [Theory]
    [InlineData(Sector.Agriculture, 12, 2)]
    [InlineData(Sector.Transport, 16, 3)] // what is derived from speeds is a proposal, too
    [InlineData(Sector.Health, 13, 2)]
    [InlineData(Sector.Energy, 11, 1)]
    [InlineData(Sector.Manufacturing, 12, 2)] // the inputs of a ratio are this project's proposal
    [InlineData(Sector.Commerce, 10, 1)]
    public void The_six_sectors_have_every_indicator_of_the_catalogue(Sector sector, int count, int version)
    {
        Assert.True(_schemes.TryGet(sector, out var scheme));
        Assert.Equal(count, scheme.Indicators.Length);
        Assert.Equal(version, scheme.Version);
    }

    [Fact]
    public void An_indicator_carries_everything_of_its_entry()
    {
        Assert.True(_schemes.TryGet(Sector.Agriculture, "water_ph", out var indicator));
        Assert.Equal(
            new Indicator(
                1010, Sector.Agriculture, "WATER_PH", "pH nước ao nuôi", "Pond water pH", "[pH]", "PH",
                new ValueSpan(0, 14), new ValueSpan(5, 10), TimeSpan.FromMinutes(10),
                Limit.Of(new Threshold(7, false, 8.3, false)), Limit.Of(new Threshold(6.5, false, 9, false)),
                DeviceMethod.Mean, AreaMethod.P95),
            indicator with { Quality = QualityDefaults.For(indicator.SuspectSpan, indicator.Period) });
        Assert.Equal(
            new QualityRules
            {
                TimeGap = new(TimeSpan.FromHours(2), null),
                DataReception = new(null, TimeSpan.FromHours(6)),
                Spike = new(SpikeMethod.Differential, 0.8, 2),
                RateOfChange = new(1.5, null),
                FlatLine = new(0.005, TimeSpan.FromHours(6), TimeSpan.FromHours(24)),
                AttenuatedSignal = new(TimeSpan.FromHours(72), 0.05, null),
            },
            indicator.Quality);
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
    [InlineData(2013, "TRIPS")]
    [InlineData(2014, "STOPS")]
    [InlineData(2015, "SPEEDING_SEGMENTS")]
    [InlineData(2016, "SPEEDING_SHARE")]
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
    [InlineData(4001, "GRID_FREQUENCY")]
    [InlineData(4002, "VOLTAGE_DEVIATION")]
    [InlineData(4003, "ACTIVE_POWER")]
    [InlineData(4004, "ENERGY")]
    [InlineData(4005, "POWER_FACTOR")]
    [InlineData(4006, "THD_V")]
    [InlineData(4007, "SOLAR_IRRADIANCE")]
    [InlineData(4008, "PV_POWER")]
    [InlineData(4009, "TRANSFORMER_TEMP")]
    [InlineData(4010, "OUTAGE_MINUTES")]
    [InlineData(4011, "BATTERY_SOC")]
    [InlineData(5001, "OEE")]
    [InlineData(5002, "VIBRATION_RMS")]
    [InlineData(5003, "MOTOR_TEMP")]
    [InlineData(5004, "ENERGY_PER_UNIT")]
    [InlineData(5005, "WASTEWATER_PH")]
    [InlineData(5006, "WASTEWATER_COD")]
    [InlineData(5007, "WASTEWATER_TSS")]
    [InlineData(5008, "WASTEWATER_FLOW")]
    [InlineData(5009, "STACK_DUST")]
    [InlineData(5010, "NOISE")]
    [InlineData(5011, "ENERGY_USED")]
    [InlineData(5012, "UNITS_MADE")]
    [InlineData(6001, "FREEZER_STORE_TEMP")]
    [InlineData(6002, "CHILL_STORE_TEMP")]
    [InlineData(6003, "DELIVERY_TEMP")]
    [InlineData(6004, "WAREHOUSE_HUMIDITY")]
    [InlineData(6005, "FOOTFALL")]
    [InlineData(6006, "POS_TRANSACTIONS")]
    [InlineData(6007, "FUEL_TANK_LEVEL")]
    [InlineData(6008, "FUEL_SALES")]
    [InlineData(6009, "PUMP_ERROR")]
    [InlineData(6010, "DELIVERY_TIME")]
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

    [Theory]
    [InlineData("WATER_SALINITY", ">=1", ">=4")]
    [InlineData("WATER_PH", "<7 or >8.3", "<6.5 or >9")]
    [InlineData("RAIN", ">50/24h", ">100/24h")]
    [InlineData("RESERVOIR_LEVEL", "site", "site")]
    [InlineData("SOIL_TEMP", null, null)]
    [InlineData("VEHICLE_SPEED", ">limit", ">limit+20")]
    [InlineData("PM2_5", "24h>45", "24h>150")]
    [InlineData("VACCINE_TEMP", "<2 or >8", "<=-0.5 for 1h or >8 for 10h")]
    [InlineData("VACCINE_FREEZER_TEMP", ">-15", ">-10 for 1h")]
    [InlineData("COLD_CHAIN_DOOR_OPEN", ">50/24h", null)]
    [InlineData("BP_DIASTOLIC", "<60 or >=90", ">=120")]
    [InlineData("DELIVERY_TEMP", ">set+2", ">set+5 for 30min")]
    public void Every_limit_of_the_catalogue_is_typed(string code, string? warn, string? crit)
    {
        var indicator = _schemes.Schemes.SelectMany(scheme => scheme.Indicators).Single(indicator => indicator.Code == code);
        Assert.Equal((warn, crit), (indicator.WarnLimit?.ToString(), indicator.CritLimit?.ToString()));
    }

    [Fact]
    public void Only_plain_limits_are_thresholds()
    {
        Assert.True(_schemes.TryGet(Sector.Health, "VACCINE_TEMP", out var fridge));
        Assert.Equal(new Threshold(2, false, 8, false), fridge.Warn);
        Assert.Null(fridge.Crit); // for 60 minutes, for 10 hours
        Assert.True(_schemes.TryGet(Sector.Agriculture, "RAIN", out var rain));
        Assert.Null(rain.Warn); // in 24 hours
    }

    [Fact]
    public void The_speed_of_a_road_is_weighed_by_its_flow()
    {
        Assert.True(_schemes.TryGet(Sector.Transport, "ROAD_SPEED", out var speed));
        Assert.True(_schemes.TryGet(Sector.Transport, "TRAFFIC_FLOW", out var flow));
        Assert.Equal(flow.Number, speed.WeighedBy);
    }

    [Fact]
    public void A_gap_is_two_hours_or_three_periods_and_none_where_there_is_no_period() =>
        Assert.All(_schemes.Schemes.SelectMany(scheme => scheme.Indicators), indicator => Assert.Equal(
            indicator.Period == TimeSpan.Zero ? null : QualityDefaults.Gap(indicator.Period), indicator.Quality.TimeGap));

    [Fact]
    public void A_sector_without_a_scheme_is_unknown() => Assert.False(_schemes.TryGet((Sector)200, out _));

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
