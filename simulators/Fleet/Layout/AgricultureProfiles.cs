using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Layout;

internal static class AgricultureProfiles
{
    public static readonly DeviceProfile SalinityStation = new("salinity-station", "salt", TimeSpan.FromMinutes(15),
        (_, _, device) => [new("WATER_SALINITY", 1, new TidalSalinity(device))]);

    public static readonly DeviceProfile FieldGauge = new("field-gauge", "field", TimeSpan.FromMinutes(30),
        (weather, _, device) => [new("FIELD_WATER_LEVEL", 1, new FieldWaterLevel(weather, device))]);

    public static readonly DeviceProfile SoilProbe = new("soil-probe", "soil", TimeSpan.FromMinutes(30),
        (weather, _, device) =>
        {
            var moisture = new SoilMoisture(weather, device.With(1));
            return
            [
                new("SOIL_MOISTURE", 1, moisture),
                new("SOIL_TEMP", 1, new SoilTemperature(weather, device.With(2))),
                new("SOIL_EC", 1, new SoilConductivity(moisture, device.With(3))),
            ];
        });

    public static readonly DeviceProfile WeatherMast = new("weather-mast", "mast", TimeSpan.FromMinutes(10),
        (weather, _, device) =>
        [
            new("AIR_TEMP", 1, new AirTemperature(weather, device)),
            new("AIR_HUMIDITY", 0, new AirHumidity(weather)),
            new("RAIN", 1, new TippingBucket(weather)),
        ]);

    public static readonly DeviceProfile PondBuoy = new("pond-buoy", "pond", TimeSpan.FromMinutes(10),
        (weather, _, device) =>
        [
            new("WATER_DO", 1, new PondOxygen(device.With(1))),
            new("WATER_PH", 2, new PondPh(device.With(2))),
            new("WATER_TEMP", 1, new PondTemperature(weather, device.With(3))),
        ]);

    public static readonly DeviceProfile ReservoirGauge = new("reservoir-gauge", "lake", TimeSpan.FromMinutes(15),
        (weather, site, _) => [new("RESERVOIR_LEVEL", 2, new ReservoirLevel(weather, site))]);

    public static readonly DeviceProfile[] All =
        [SalinityStation, FieldGauge, SoilProbe, WeatherMast, PondBuoy, ReservoirGauge];
}
