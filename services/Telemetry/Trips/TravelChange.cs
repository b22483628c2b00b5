namespace SmartSectors.Telemetry.Trips;

/// <summary>What it changes that a reading joins the accepted ones of its vehicle; negated, that it leaves them.</summary>
/// <param name="OfReading">Booked at the reading itself.</param>
/// <param name="OfNext">Booked at the accepted reading after it.</param>
/// <param name="OfMoved">Booked at the moving reading after it.</param>
public readonly record struct TravelChange(TravelCounts OfReading, TravelCounts OfNext, TravelCounts OfMoved)
{
    /// <param name="before">The accepted reading before it; one further back than a trip's gap may be missing.</param>
    /// <param name="after">The accepted reading after it, likewise.</param>
    /// <param name="movedBeforeMs">The moving one before it, likewise.</param>
    /// <param name="movedAfterMs">The moving one after it, likewise.</param>
    public static TravelChange Of(
        TravelRules rules, VehicleReading reading, VehicleReading? before, VehicleReading? after, long? movedBeforeMs, long? movedAfterMs)
    {
        var stoodBefore = before is { IsMoving: false };
        var stoodAfter = after is { IsMoving: false };
        var ofReading = rules.Between(before, reading);
        if (reading.IsMoving) ofReading += rules.Moving(movedBeforeMs, reading.TimeMs, stoodBefore);
        var ofNext = after is { } next ? rules.Between(reading, next) - rules.Between(before, next) : default;
        if (movedAfterMs is not { } movedMs) return new TravelChange(ofReading, ofNext, default);

        var without = rules.Moving(movedBeforeMs, movedMs, stoodBefore || stoodAfter);
        var with = reading.IsMoving ? rules.Moving(reading.TimeMs, movedMs, stoodAfter) : rules.Moving(movedBeforeMs, movedMs, stood: true);
        return new TravelChange(ofReading, ofNext, with - without);
    }
}
