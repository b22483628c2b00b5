using SmartSectors.Telemetry.Places;

namespace SmartSectors.Fleet.Signals;

/// <summary>
/// The way of a lorry between two places, to and fro as far as it has driven: a straight line, for what matters is on which
/// side of a border it is. A pure function of time, as its speed is.
/// </summary>
internal sealed class Route(Truck truck, Position from, Position to)
{
    private readonly double _metres = Math.Max(1, from.MetresTo(to));

    public Position At(long timeMs)
    {
        var driven = truck.MetresBy(timeMs) / _metres % 2;
        var share = driven <= 1 ? driven : 2 - driven;
        return new Position(Between(from.Latitude, to.Latitude, share), Between(from.Longitude, to.Longitude, share));
    }

    // To about ten metres: a receiver tells no more.
    private static double Between(double from, double to, double share) => Math.Round(from + (share * (to - from)), 4, MidpointRounding.AwayFromZero);
}
