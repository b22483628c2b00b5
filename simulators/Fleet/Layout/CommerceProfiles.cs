using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Layout;

internal static class CommerceProfiles
{
    public static readonly DeviceProfile FrozenStore = new("frozen-store", "frozen", TimeSpan.FromMinutes(5),
        (_, _, device) => [new("FREEZER_STORE_TEMP", 1, Box(device, setPoint: -20, room: 30), new(device.With(-1), 0.08))]);

    public static readonly DeviceProfile ChillStore = new("chill-store", "chill", TimeSpan.FromMinutes(5),
        (_, _, device) => [new("CHILL_STORE_TEMP", 1, Box(device, setPoint: 3, room: 24), new(device.With(-1), 0.08))]);

    public static readonly DeviceProfile ReeferTruck = new("reefer-truck", "reefer", TimeSpan.FromMinutes(5),
        (_, _, device) => [new("DELIVERY_TEMP", 1, Box(device, setPoint: 4, room: 34), new(device.With(-1), 0.1))]);

    public static readonly DeviceProfile WarehouseSensor = new("warehouse-sensor", "store", TimeSpan.FromMinutes(10),
        (weather, _, device) => [new("WAREHOUSE_HUMIDITY", 1, new WarehouseHumidity(weather, device), new(device.With(-1), 0.3, 0, 100))]);

    public static readonly DeviceProfile ShopCounter = new("shop-counter", "shop", TimeSpan.FromMinutes(5),
        (_, _, device) =>
        [
            new("FOOTFALL", 0, new Visitors(device.With(1), peakPerMinute: 12)),
            new("POS_TRANSACTIONS", 0, new Visitors(device.With(2), peakPerMinute: 3)),
        ]);

    public static readonly DeviceProfile TankGauge = new("tank-gauge", "tank", TimeSpan.FromMinutes(10),
        (_, _, device) => [new("FUEL_TANK_LEVEL", 1, new FuelTank(device), new(device.With(-1), 0.1, 0, 100))]);

    public static readonly DeviceProfile FuelPump = new("fuel-pump", "pump", TimeSpan.FromMinutes(15),
        (_, _, device) => [new("FUEL_SALES", 1, new FuelSales(device))]);

    public static readonly DeviceProfile PumpCheck = new("pump-check", "check", TimeSpan.FromDays(1),
        (_, _, device) => [new("PUMP_ERROR", 2, new PumpError(device))]);

    /// <summary>Event driven: a parcel every five minutes on average stands for the period.</summary>
    public static readonly DeviceProfile Courier = new("courier", "courier", TimeSpan.FromMinutes(5),
        (_, _, device) => [new("DELIVERY_TIME", 0, new DeliveryTime(device))]);

    public static readonly DeviceProfile[] All =
        [FrozenStore, ChillStore, ReeferTruck, WarehouseSensor, ShopCounter, TankGauge, FuelPump, PumpCheck, Courier];

    private static ColdBox Box(Seed device, double setPoint, double room) =>
        new(device.With(2), new DoorSchedule(device.With(1)), setPoint, room);
}
