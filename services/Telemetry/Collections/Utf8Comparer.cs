using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SmartSectors.Telemetry.Collections;

/// <summary>
/// Keys that are UTF-8 texts, looked up by a span without allocation
/// (<see cref="Dictionary{TKey, TValue}.GetAlternateLookup{TAlternateKey}"/>).
/// </summary>
public sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    private readonly bool _ignoresCase;

    private Utf8Comparer(bool ignoresCase) => _ignoresCase = ignoresCase;

    /// <summary>Byte by byte.</summary>
    public static Utf8Comparer Ordinal { get; } = new(ignoresCase: false);

    /// <summary>The ASCII letters in any case; a text with other letters byte by byte.</summary>
    public static Utf8Comparer IgnoreAsciiCase { get; } = new(ignoresCase: true);

    public bool Equals(byte[]? x, byte[]? y) => x is null ? y is null : y is not null && Equals(x.AsSpan(), y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) =>
        alternate.SequenceEqual(other) || (_ignoresCase && Ascii.EqualsIgnoreCase(alternate, other));

    public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = default(HashCode); // seeded a process, for keys come from whoever may publish
        if (!_ignoresCase)
        {
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        // Bit 5 tells the cases of an ASCII letter apart; setting it everywhere folds them, and Equals decides.
        Span<byte> folded = stackalloc byte[Math.Min(alternate.Length, 64)];
        for (var i = 0; i < folded.Length; i++) folded[i] = (byte)(alternate[i] | 0x20);
        hash.AddBytes(folded);
        hash.Add(alternate.Length);
        return hash.ToHashCode();
    }

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
