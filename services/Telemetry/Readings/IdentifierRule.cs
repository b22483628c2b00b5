using System.Buffers;

namespace SmartSectors.Telemetry.Readings;

/// <summary>Why a text is no id.</summary>
public enum IdentifierError : byte { None, Empty, TooLong, BadCharacter }

/// <summary>
/// The one rule for ids of sites and devices: 1 to 64 of the ASCII letters, digits and <c>- _ . :</c>. They stand in
/// topics, addresses and file names, so nothing that has a meaning there is let in; case matters.
/// </summary>
public static class IdentifierRule
{
    /// <summary>The most characters of an id, and as many bytes.</summary>
    public const int MaxLength = 64;

    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:";

    private static readonly SearchValues<char> Chars = SearchValues.Create(Characters);
    private static readonly SearchValues<byte> Bytes = SearchValues.Create([.. Characters.Select(c => (byte)c)]);

    /// <summary>Checks an id as a topic has it, UTF-8.</summary>
    public static IdentifierError Check(ReadOnlySpan<byte> id) =>
        CheckLength(id.Length) is not IdentifierError.None and var error ? error
        : id.ContainsAnyExcept(Bytes) ? IdentifierError.BadCharacter
        : IdentifierError.None;

    /// <summary>Checks an id as text.</summary>
    public static IdentifierError Check(ReadOnlySpan<char> id) =>
        CheckLength(id.Length) is not IdentifierError.None and var error ? error
        : id.ContainsAnyExcept(Chars) ? IdentifierError.BadCharacter
        : IdentifierError.None;

    /// <summary>The rule that was broken, as a sentence for the sender.</summary>
    public static string Describe(this IdentifierError error) => error switch
    {
        IdentifierError.Empty => "an id must not be empty",
        IdentifierError.TooLong => "an id has at most 64 characters",
        IdentifierError.BadCharacter => "an id has only the letters A-Z and a-z, digits and - _ . :",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "BUG: no error to describe"),
    };

    private static IdentifierError CheckLength(int length) =>
        length == 0 ? IdentifierError.Empty : length > MaxLength ? IdentifierError.TooLong : IdentifierError.None;
}
