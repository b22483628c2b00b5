namespace SmartSectors.Fleet.Signals;

/// <summary>
/// Value noise in [-1, 1]: a random number every <paramref name="StepMs"/>, joined by half cosines. What drifts slowly
/// and has no better model drifts like this.
/// </summary>
internal readonly record struct SmoothNoise(Seed Seed, long StepMs)
{
    public double At(long timeMs)
    {
        var step = Math.DivRem(timeMs, StepMs, out var rest);
        var from = Seed.With(step).Between(-1, 1);
        var to = Seed.With(step + 1).Between(-1, 1);
        return from + (to - from) * (1 - Math.Cos(Math.PI * rest / StepMs)) / 2;
    }
}
