using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Layout;

internal static class ManufacturingProfiles
{
    public static readonly DeviceProfile MachineSensor = new("machine-sensor", "machine", TimeSpan.FromMinutes(1),
        (_, _, device) =>
        {
            var machine = new Machine(device);
            return
            [
                new("VIBRATION_RMS", 2, new Vibration(machine, device.With(1)), new(device.With(-1), 0.03, 0)),
                new("MOTOR_TEMP", 1, new MotorTemperature(machine, device.With(2)), new(device.With(-2), 0.15)),
                new("NOISE", 1, new WorkplaceNoise(machine, device.With(3)), new(device.With(-3), 0.6)),
            ];
        });

    public static readonly DeviceProfile LineBoard = new("line-board", "line", TimeSpan.FromHours(1),
        (_, _, device) =>
        [
            new("OEE", 1, new LineEffectiveness(device.With(1))),
            new("ENERGY_PER_UNIT", 2, new EnergyPerUnit(device.With(2))),
            new("ENERGY_USED", 1, new LineRegister(perHour: device.With(3).Between(40, 900))),
            new("UNITS_MADE", 0, new LineRegister(perHour: device.With(4).Between(60, 400))),
        ]);

    public static readonly DeviceProfile WastewaterStation = new("wastewater-station", "waste", TimeSpan.FromMinutes(5),
        (_, _, device) =>
        [
            new("WASTEWATER_PH", 2, new WastewaterPh(device.With(1)), new(device.With(-1), 0.015)),
            new("WASTEWATER_COD", 1, new WastewaterLoad(device.With(2), usual: 62), new(device.With(-2), 1, 0)),
            new("WASTEWATER_TSS", 1, new WastewaterLoad(device.With(3), usual: 38), new(device.With(-3), 0.7, 0)),
            new("WASTEWATER_FLOW", 1, new WastewaterFlow(device.With(4)), new(device.With(-4), 0.5, 0)),
        ]);

    public static readonly DeviceProfile StackMonitor = new("stack-monitor", "stack", TimeSpan.FromMinutes(5),
        (_, _, device) => [new("STACK_DUST", 1, new StackDust(device), new(device.With(-1), 2, 0))]);

    public static readonly DeviceProfile[] All = [MachineSensor, LineBoard, WastewaterStation, StackMonitor];
}
