using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Layout;

internal static class EnergyProfiles
{
    public static readonly DeviceProfile FrequencyMeter = new("frequency-meter", "freq", TimeSpan.FromSeconds(10),
        (_, _, device) => [new("GRID_FREQUENCY", 3, new GridFrequency(device), new(device.With(-1), 0.002))]);

    public static readonly DeviceProfile FeederMeter = new("feeder-meter", "feeder", TimeSpan.FromMinutes(1),
        (_, site, device) => [new("ACTIVE_POWER", 1, new ActivePower(new GridLoad(site), device), new(device.With(-1), 2, 0))]);

    public static readonly DeviceProfile PowerQuality = new("power-quality", "pq", TimeSpan.FromMinutes(10),
        (_, site, device) =>
        [
            new("VOLTAGE_DEVIATION", 2, new VoltageDeviation(new GridLoad(site), device.With(1)), new(device.With(-1), 0.15)),
            new("THD_V", 2, new VoltageDistortion(new GridLoad(site), device.With(2)), new(device.With(-2), 0.05, 0)),
        ]);

    public static readonly DeviceProfile EnergyMeter = new("energy-meter", "kwh", TimeSpan.FromMinutes(15),
        (_, site, device) =>
        [
            new("ENERGY", 1, new EnergyRegister(new GridLoad(site), device)),
            new("POWER_FACTOR", 3, new PowerFactor(new GridLoad(site), device.With(1)), new(device.With(-1), 0.004, 0, 1)),
            new("OUTAGE_MINUTES", 1, new OutageMinutes(new Mains(site))),
        ]);

    public static readonly DeviceProfile SolarPlant = new("solar-plant", "pv", TimeSpan.FromMinutes(1),
        (weather, site, device) =>
        {
            var sun = new Sun(weather, site);
            return
            [
                new("SOLAR_IRRADIANCE", 0, new SolarIrradiance(sun), new(device.With(-1), 3, 0)),
                new("PV_POWER", 1, new PvPower(sun, device), new(device.With(-2), 0.3, 0)),
            ];
        });

    public static readonly DeviceProfile Transformer = new("transformer", "tx", TimeSpan.FromMinutes(5),
        (weather, site, device) =>
            [new("TRANSFORMER_TEMP", 1, new TransformerOil(weather, new GridLoad(site), device), new(device.With(-1), 0.1))]);

    public static readonly DeviceProfile Battery = new("battery", "bess", TimeSpan.FromMinutes(1),
        (_, _, device) => [new("BATTERY_SOC", 1, new BatteryCharge(device), new(device.With(-1), 0.05, 0, 100))]);

    public static readonly DeviceProfile[] All =
        [FrequencyMeter, FeederMeter, PowerQuality, EnergyMeter, SolarPlant, Transformer, Battery];
}
