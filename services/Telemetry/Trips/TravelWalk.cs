namespace SmartSectors.Telemetry.Trips;

/// <summary>Goes through the accepted readings of one vehicle in the order of time, and tells what is booked at each.</summary>
public sealed class TravelWalk(TravelRules rules)
{
    private VehicleReading? _before;
    private long? _movedMs;

    public TravelCounts Next(VehicleReading reading)
    {
        var counts = rules.Between(_before, reading);
        if (reading.IsMoving)
        {
            counts += rules.Moving(_movedMs, reading.TimeMs, stood: _before is { IsMoving: false });
            _movedMs = reading.TimeMs;
        }

        _before = reading;
        return counts;
    }
}
