using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Layout;

internal static class TransportProfiles
{
    public static readonly DeviceProfile Bus = new("bus", "bus", TimeSpan.FromSeconds(30),
        (_, _, device) =>
        {
            var line = new BusLine(device);
            return
            [
                new("VEHICLE_SPEED", 0, new BusSpeed(line)),
                new("BUS_DELAY", 0, new BusDelay(line)),
                new("BUS_OCCUPANCY", 0, new BusOccupancy(line)),
            ];
        })
    { SpeedLimit = 40 };

    public static readonly DeviceProfile Truck = new("truck", "truck", TimeSpan.FromSeconds(30),
        (_, _, device) =>
        {
            var truck = new Truck(device);
            return
            [
                new("VEHICLE_SPEED", 0, new TruckSpeed(truck)),
                new("DRIVE_TIME_CONT", 2, new ContinuousDriving(truck)),
            ];
        })
    { SpeedLimit = 80, Roaming = 0.4 };

    public static readonly DeviceProfile RoadDetector = new("road-detector", "road", TimeSpan.FromMinutes(5),
        (_, _, device) =>
        {
            var road = new RoadTraffic(device);
            return
            [
                new("TRAFFIC_FLOW", 0, new TrafficFlow(road), new(device.With(-2), 20, 0)),
                new("ROAD_SPEED", 1, new RoadSpeed(road), new(device.With(-1), 0.8, 0)),
                new("ROAD_OCCUPANCY", 1, new RoadOccupancy(road), new(device.With(-3), 0.2, 0, 95)),
            ];
        });

    public static readonly DeviceProfile TollGate = new("toll-gate", "toll", TimeSpan.FromMinutes(5),
        (_, _, device) => [new("ETC_TRANSACTIONS", 0, new TollCount(device))]);

    public static readonly DeviceProfile FloodGauge = new("flood-gauge", "flood", TimeSpan.FromMinutes(5),
        (weather, _, device) => [new("ROAD_FLOOD_LEVEL", 0, new RoadFlood(weather, device), new(device.With(-1), 0.2, 0))]);

    /// <summary>Event driven: an axle every two minutes on average stands for the period.</summary>
    public static readonly DeviceProfile AxleScale = new("axle-scale", "axle", TimeSpan.FromMinutes(2),
        (_, _, device) => [new("AXLE_LOAD", 2, new AxleLoad(device))]);

    public static readonly DeviceProfile AirStation = new("air-station", "air", TimeSpan.FromHours(1),
        (weather, _, device) =>
        {
            var dust = new FineDust(weather, device);
            return [new("PM2_5", 1, dust, new(device.With(-1), 1, 0)), new("VN_AQI", 0, new AirQualityIndex(dust))];
        });

    public static readonly DeviceProfile[] All = [Bus, Truck, RoadDetector, TollGate, FloodGauge, AxleScale, AirStation];
}
