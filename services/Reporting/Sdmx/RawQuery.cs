namespace SmartSectors.Reporting.Sdmx;

/// <summary>
/// The query of an address with its values as they stand in it: in a component filter a plus and a comma mean something,
/// and elsewhere a plus is one, of a time zone, and no blank.
/// </summary>
internal sealed class RawQuery
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <param name="text">With its question mark, or empty.</param>
    /// <exception cref="SdmxException">A parameter is there twice.</exception>
    public RawQuery(string text)
    {
        foreach (var pair in text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]);
            if (!_values.TryAdd(name, equals < 0 ? "" : pair[(equals + 1)..])) throw SdmxException.Syntax($"The parameter '{name}' is there twice.");
        }
    }

    public IEnumerable<string> Names => _values.Keys;

    /// <summary>A parameter as it stands there; null where it is not there or empty.</summary>
    public string? Raw(string name) => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>A parameter.</summary>
    public string? Decoded(string name) => Raw(name) is { } raw ? Uri.UnescapeDataString(raw) : null;
}
