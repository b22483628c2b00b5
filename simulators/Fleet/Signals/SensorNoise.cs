namespace SmartSectors.Fleet.Signals;

/// <summary>
/// What a sensor adds to the truth, new at every sample: nearly Gaussian, with the standard deviation that data sheets of
/// such sensors give as repeatability. No sensor shows what cannot be, such as less than no oxygen.
/// </summary>
internal readonly record struct SensorNoise(
    Seed Seed, double Deviation, double Lowest = double.NegativeInfinity, double Highest = double.PositiveInfinity)
{
    public double Apply(double value, long timeMs) =>
        Deviation == 0 ? value : Math.Clamp(value + Deviation * Gauss(Seed.With(timeMs)), Lowest, Highest);

    /// <summary>The sum of four uniform numbers, scaled to a deviation of one; within ±3.5.</summary>
    private static double Gauss(Seed draw) =>
        (draw.With(1).Unit + draw.With(2).Unit + draw.With(3).Unit + draw.With(4).Unit - 2) * Math.Sqrt(3);
}
