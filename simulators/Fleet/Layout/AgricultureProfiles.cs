using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Layout;

internal static class AgricultureProfiles
{
    public static readonly DeviceProfile SalinityStation = new("salinity-station", "salt", TimeSpan.FromMinutes(15),
        (_, _, device) => [new("WATER_SALINITY", 1, new TidalSalinity(device), new(device.With(-1), 0.05, 0))]);

    public static readonly DeviceProfile FieldGauge = new("field-gauge", "field", TimeSpan.FromMinutes(30),
        (weather, _, device) => [new("FIELD_WATER_LEVEL", 1, new FieldWaterLevel(weather, device), new(device.With(-1), 0.2))]);

    public static readonly DeviceProfile SoilProbe = new("soil-probe", "soil", TimeSpan.FromMinutes(30),
        (weather, _, device) =>
        {
            var moisture = new SoilMoisture(weather, device.With(1));
            return
            [
                new("SOIL_MOISTURE", 1, moisture, new(device.With(-1), 0.1)),
                new("SOIL_TEMP", 1, new SoilTemperature(weather, device.With(2)), new(device.With(-2), 0.06)),
                new("SOIL_EC", 2, new SoilConductivity(moisture, device.With(3)), new(device.With(-3), 0.01, 0)),
            ];
        });

    public static readonly DeviceProfile WeatherMast = new("weather-mast", "mast", TimeSpan.FromMinutes(10),
        (weather, _, device) =>
        [
            new("AIR_TEMP", 1, new AirTemperature(weather, device), new(device.With(-1), 0.08)),
            new("AIR_HUMIDITY", 1, new AirHumidity(weather), new(device.With(-2), 0.3, 0, 100)),
            new("RAIN", 1, new TippingBucket(weather)),
        ]);

    public static readonly DeviceProfile PondBuoy = new("pond-buoy", "pond", TimeSpan.FromMinutes(10),
        (weather, _, device) =>
        [
            new("WATER_DO", 1, new PondOxygen(device.With(1)), new(device.With(-1), 0.06, 0)),
            new("WATER_PH", 2, new PondPh(device.With(2)), new(device.With(-2), 0.01)),
            new("WATER_TEMP", 1, new PondTemperature(weather, device.With(3)), new(device.With(-3), 0.06)),
        ]);

    public static readonly DeviceProfile ReservoirGauge = new("reservoir-gauge", "lake", TimeSpan.FromMinutes(15),
        (weather, site, device) => [new("RESERVOIR_LEVEL", 2, new ReservoirLevel(weather, site), new(device.With(-1), 0.01))]);

    public static readonly DeviceProfile[] All =
        [SalinityStation, FieldGauge, SoilProbe, WeatherMast, PondBuoy, ReservoirGauge];
}
