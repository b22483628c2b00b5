using SmartSectors.Fleet.Signals;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Fleet.Trouble;

/// <summary>What a failing sensor shows instead of its value; pure functions.</summary>
/// <param name="Suspect">The span of the indicator inside which values are usual.</param>
/// <param name="Decimals">What the sensor resolves, broken or not.</param>
internal readonly record struct FaultedValue(ValueSpan Suspect, int Decimals)
{
    private double Width => Suspect.Max - Suspect.Min;

    private double Step => Math.Pow(10, -Decimals);

    /// <summary>Away from the truth by the same amount every day, not beyond the suspect span: what is outside is another fault.</summary>
    public double Drift(double value, double sharePerDay, FaultSpan span, long timeMs) => Round(Math.Clamp(
        value + span.Direction * span.Strength * sharePerDay * Width * (timeMs - span.FromMs) / LocalTime.DayMs,
        Suspect.Min, Suspect.Max));

    /// <summary>Up or down, where there is room for it inside the suspect span, else to the side with more room.</summary>
    public double Spike(double value, double share, Seed draw)
    {
        var height = Width * share * draw.With(1).Between(0.5, 1.5);
        var (up, down) = (Suspect.Max - value, value - Suspect.Min);
        var goesUp = up >= height && down >= height ? draw.With(2).Chance(0.5) : up >= down;
        return Round(goesUp ? value + Math.Min(height, up) : value - Math.Min(height, down));
    }

    /// <summary>
    /// Above or below the suspect span by a step at least: a broken wire, an amplifier at its rail. The last digit moves,
    /// as it does there.
    /// </summary>
    public double Range(double share, FaultSpan span, long timeMs)
    {
        var beyond = Width * share * span.Strength + Step * (1 + span.Draw.With(timeMs).Pick(3));
        return Round(span.Direction > 0 ? Suspect.Max + beyond : Suspect.Min - beyond);
    }

    private double Round(double value) => Math.Round(value, Decimals, MidpointRounding.AwayFromZero);
}
