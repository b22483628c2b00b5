using System.Diagnostics.CodeAnalysis;
using System.Text;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Registry;

/// <summary>
/// Compares ids as text and as the bytes of a topic alike, so that a look-up by bytes makes no string. The hash is
/// seeded by the process (<see cref="HashCode"/>), for under open onboarding strangers choose the ids.
/// </summary>
internal sealed class IdComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    public static readonly IdComparer Instance = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public bool Equals(ReadOnlySpan<byte> alternate, string other) => Ascii.Equals(alternate, other);

    public int GetHashCode([DisallowNull] string id)
    {
        // What is no id is in no dictionary of ids; it needs a hash, not a distinct one.
        Span<byte> bytes = stackalloc byte[IdentifierRule.MaxLength];
        return id.Length <= bytes.Length && Ascii.FromUtf16(id, bytes, out var length) is System.Buffers.OperationStatus.Done
            ? GetHashCode(bytes[..length])
            : 0;
    }

    public int GetHashCode(ReadOnlySpan<byte> id)
    {
        var hash = new HashCode();
        hash.AddBytes(id);
        return hash.ToHashCode();
    }

    public string Create(ReadOnlySpan<byte> alternate) => Encoding.ASCII.GetString(alternate);
}
