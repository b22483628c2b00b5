namespace SmartSectors.Reporting.Sdmx;

/// <summary>
/// Which series are asked for: keys such as <c>D.VN_79.*.*.MEAN</c>, the codes of the dimensions in their order. A star or
/// nothing stands for every code, several codes are joined by a plus sign, several keys by commas.
/// </summary>
public sealed class DataKey
{
    /// <summary>Longer ones are refused.</summary>
    public const int MaxLength = 4_096;

    // By key and position; null for every code.
    private readonly List<HashSet<string>?[]> _keys;

    private DataKey(List<HashSet<string>?[]> keys) => _keys = keys;

    /// <summary>Every series.</summary>
    public static DataKey All { get; } = new([[]]);

    /// <summary>Reads keys of so many positions, or fewer: what is left out is every code.</summary>
    /// <exception cref="SdmxException">It is none; the message says why.</exception>
    public static DataKey Parse(string text, int positions)
    {
        if (text.Length > MaxLength) throw SdmxException.Syntax($"The key has {text.Length} characters; at most {MaxLength} are read.");
        return new DataKey([.. text.Split(',').Select(key => ParseOne(key, positions))]);
    }

    /// <summary>A series is asked for.</summary>
    /// <param name="codes">Its codes in the order of the dimensions.</param>
    /// <param name="freePosition">A position where any code will do; null for none.</param>
    public bool Holds(ReadOnlySpan<string> codes, int? freePosition = null)
    {
        foreach (var key in _keys)
        {
            if (Holds(key, codes, freePosition)) return true;
        }

        return false;
    }

    /// <summary>The codes that are asked for at a position; null where it is every code, in whichever key.</summary>
    public IReadOnlySet<string>? CodesAt(int position)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in _keys)
        {
            if (position >= key.Length || key[position] is not { } asked) return null;
            codes.UnionWith(asked);
        }

        return codes;
    }

    private static bool Holds(HashSet<string>?[] key, ReadOnlySpan<string> codes, int? freePosition)
    {
        for (var i = 0; i < key.Length; i++)
        {
            if (i != freePosition && key[i] is { } asked && !asked.Contains(codes[i])) return false;
        }

        return true;
    }

    private static HashSet<string>?[] ParseOne(string key, int positions)
    {
        var parts = key.Split('.');
        if (parts.Length > positions) throw SdmxException.Syntax($"The key '{key}' has {parts.Length} positions; there are {positions} dimensions before the time.");
        return [.. parts.Select(part => part is "" or "*" ? null : ParseCodes(key, part))];
    }

    private static HashSet<string> ParseCodes(string key, string part)
    {
        var codes = part.Split('+');
        foreach (var code in codes)
        {
            if (code.Length == 0 || !code.All(IsOfId)) throw SdmxException.Syntax($"'{code}' in the key '{key}' is not an id: letters, digits, '_', '@', '$' and '-' are.");
        }

        return codes.ToHashSet(StringComparer.Ordinal);
    }

    // SDMX's IDType.
    private static bool IsOfId(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '@' or '$' or '-';
}
