namespace SmartSectors.Mqtt.Fuzz;

/// <summary>Chance that the seed decides: the same seed throws the same again.</summary>
internal sealed class Dice(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>From 0 up to <paramref name="end"/>, which is not thrown.</summary>
    public int Below(int end) => _random.Next(end);

    public int Between(int first, int last) => _random.Next(first, last + 1);

    public bool Chance(double probability) => _random.NextDouble() < probability;

    public T Pick<T>(params ReadOnlySpan<T> items) => items[_random.Next(items.Length)];

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }
}
