using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Layout;

/// <summary>One value in a device's message.</summary>
/// <param name="Indicator">The indicator's code in the sector's scheme.</param>
/// <param name="Decimals">Digits after the point: what a sensor of this kind resolves.</param>
/// <param name="Noise">What the sensor adds to the truth; nothing where it counts or is told.</param>
internal sealed record Channel(string Indicator, int Decimals, ISignal Signal, SensorNoise Noise = default)
{
    /// <summary>The key in native JSON.</summary>
    public string Key { get; } = Indicator.ToLowerInvariant();

    /// <summary>What the sensor shows.</summary>
    public double Measure(Moment moment) => Math.Round(Noise.Apply(Signal.At(moment), moment.TimeMs), Decimals, MidpointRounding.AwayFromZero);
}
