using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Layout;

internal static class HealthProfiles
{
    public static readonly DeviceProfile VaccineFridge = new("vaccine-fridge", "fridge", TimeSpan.FromMinutes(5),
        (_, site, device) =>
        {
            var doors = new DoorSchedule(device.With(1));
            return
            [
                new("VACCINE_TEMP", 1, new ColdBox(device.With(2), doors, setPoint: 4.8, room: 28), new(device.With(-1), 0.06)),
                new("COLD_CHAIN_DOOR_OPEN", 0, new DoorOpenings(doors)),
                new("POWER_AVAILABILITY", 1, new PowerAvailability(new Mains(site))),
            ];
        });

    public static readonly DeviceProfile VaccineFreezer = new("vaccine-freezer", "freezer", TimeSpan.FromMinutes(5),
        (_, site, device) =>
        [
            new("VACCINE_FREEZER_TEMP", 1,
                new ColdBox(device.With(2), new DoorSchedule(device.With(1)), setPoint: -20, room: 28), new(device.With(-1), 0.06)),
            new("POWER_AVAILABILITY", 1, new PowerAvailability(new Mains(site))),
        ]);

    public static readonly DeviceProfile WardSensor = new("ward-sensor", "ward", TimeSpan.FromMinutes(5),
        (_, _, device) => [new("WARD_CO2", 0, new WardCo2(device), new(device.With(-1), 8, 400))]);

    public static readonly DeviceProfile BedBoard = new("bed-board", "beds", TimeSpan.FromMinutes(15),
        (_, _, device) => [new("BED_OCCUPANCY", 1, new BedOccupancy(device))]);

    public static readonly DeviceProfile OxygenTank = new("oxygen-tank", "o2", TimeSpan.FromMinutes(10),
        (_, _, device) => [new("O2_TANK_LEVEL", 1, new OxygenTank(device), new(device.With(-1), 0.1, 0, 100))]);

    public static readonly DeviceProfile BedsideMonitor = new("bedside-monitor", "bedside", TimeSpan.FromMinutes(1),
        (_, _, device) =>
        [
            new("SPO2", 0, new VitalSign(device.With(1), usual: 97, spread: 1, episode: -9), new(device.With(-1), 0.5, 0, 100)),
            new("HEART_RATE", 0, new VitalSign(device.With(2), usual: 78, spread: 12, episode: 50), new(device.With(-2), 1.5)),
            new("RESP_RATE", 0, new VitalSign(device.With(3), usual: 16, spread: 3, episode: 12), new(device.With(-3), 0.8)),
            new("BODY_TEMP", 1, new VitalSign(device.With(4), usual: 36.8, spread: 0.4, episode: 2), new(device.With(-4), 0.05)),
            new("BP_SYSTOLIC", 0, new VitalSign(device.With(5), usual: 121, spread: 14, episode: 40), new(device.With(-5), 3)),
            new("BP_DIASTOLIC", 0, new VitalSign(device.With(6), usual: 74, spread: 7, episode: 20), new(device.With(-6), 2)),
        ]);

    public static readonly DeviceProfile[] All =
        [VaccineFridge, VaccineFreezer, WardSensor, BedBoard, OxygenTank, BedsideMonitor];
}
