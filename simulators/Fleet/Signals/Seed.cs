using System.Text;

namespace SmartSectors.Fleet.Signals;

/// <summary>
/// Random numbers without state: every number is a hash of the seed and the key it is asked with, so that a signal
/// can be evaluated at any time in any order and gives the same value again.
/// </summary>
internal readonly record struct Seed(ulong Value)
{
    private const ulong FnvOffset = 14695981039346656037, FnvPrime = 1099511628211;

    /// <summary>The seed of something that has a name, such as a device.</summary>
    public static Seed Of(long seed, string name)
    {
        var hash = FnvOffset;
        foreach (var b in Encoding.UTF8.GetBytes(name)) hash = (hash ^ b) * FnvPrime;
        return new Seed(Mix(hash ^ Mix((ulong)seed)));
    }

    /// <summary>An independent seed for one use or one moment.</summary>
    public Seed With(long key) => new(Mix(Value ^ Mix((ulong)key + 0x9E3779B97F4A7C15)));

    /// <summary>In [0, 1).</summary>
    public double Unit => (Value >> 11) * (1.0 / (1UL << 53));

    /// <summary>In [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double Between(double low, double high) => low + Unit * (high - low);

    /// <summary>In [0, <paramref name="count"/>).</summary>
    public int Pick(int count) => (int)(Unit * count);

    public bool Chance(double probability) => Unit < probability;

    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
