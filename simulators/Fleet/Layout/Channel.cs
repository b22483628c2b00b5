using SmartSectors.Fleet.Signals;

namespace SmartSectors.Fleet.Layout;

/// <summary>One value in a device's message.</summary>
/// <param name="Indicator">The indicator's code in the sector's scheme.</param>
/// <param name="Decimals">Digits after the point: what a sensor of this kind resolves.</param>
internal sealed record Channel(string Indicator, int Decimals, ISignal Signal)
{
    /// <summary>The key in native JSON.</summary>
    public string Key { get; } = Indicator.ToLowerInvariant();

    /// <summary>What the sensor shows.</summary>
    public double Measure(Moment moment) => Math.Round(Signal.At(moment), Decimals, MidpointRounding.AwayFromZero);
}
