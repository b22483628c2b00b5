using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace SmartSectors.Telemetry.Schemes;

/// <summary>
/// A mapping of a scheme file that knows where it stands. A read that fails books an error and gives a harmless
/// value, so that one pass finds every error.
/// </summary>
internal sealed class YamlSection(string file, string path, YamlMappingNode node, List<string> errors)
{
    private const double LargestLimit = 1e9; // |v| > 10⁹ is refused at the door, so no limit beyond it can matter

    private readonly HashSet<string> _read = [];

    public string Text(string key) =>
        Find(key) is not { } value ? Fail(key, "is missing", "")
        : value is YamlScalarNode { Value: { Length: > 0 } text } ? text
        : Fail(key, "must be a text", "", value);

    public int Integer(string key, int min, int max) =>
        Find(key) is not { } value ? Fail(key, "is missing", min)
        : value is YamlScalarNode { Value: { } text }
            && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max ? number
        : Fail(key, $"must be an integer from {min} to {max}", min, value);

    public T Choice<T>(string key, IReadOnlyDictionary<string, T> choices) where T : struct =>
        Find(key) is not { } value ? Fail(key, "is missing", default(T))
        : value is YamlScalarNode { Value: { } text } && choices.TryGetValue(text, out var choice) ? choice
        : Fail(key, $"must be one of {string.Join(", ", choices.Keys.Order(StringComparer.Ordinal))}", default(T), value);

    /// <summary>Whether the key is there with anything but null, for what may be left out.</summary>
    public bool Has(string key) => Find(key) is { } value && !IsNull(value);

    public double Number(string key, double otherwise = 0) =>
        Find(key) is not { } value ? Fail(key, "is missing", otherwise)
        : TryLimit(value, out var number) ? number
        : Fail(key, "must be a number of at most 10⁹ in magnitude", otherwise, value);

    /// <summary>A list of texts; empty where the key is left out.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        if (!Has(key)) return [];
        if (Find(key) is not YamlSequenceNode { Children: var children })
            return Fail<IReadOnlyList<string>>(key, "must be a list of texts", []);

        var texts = new List<string>();
        foreach (var child in children)
        {
            if (child is YamlScalarNode { Value: { Length: > 0 } text }) texts.Add(text);
            else Fail(key, "must be a list of texts", 0, child);
        }
        return texts;
    }

    /// <summary>The keys of this mapping, each to be read as any other.</summary>
    public IEnumerable<string> Keys => node.Children.Keys.Select(key => key.ToString());

    public ValueSpan Span(string key)
    {
        if (Find(key) is not { } value) return Fail(key, "is missing", default(ValueSpan));

        return value is YamlSequenceNode { Children: [var first, var second] }
            && TryLimit(first, out var min) && TryLimit(second, out var max) && min < max
            ? new ValueSpan(min, max)
            : Fail(key, "must be two numbers [min, max] with min < max, at most 10⁹ in magnitude", default(ValueSpan), value);
    }

    /// <summary>Null where the key is missing or null: no plain limit.</summary>
    public Threshold? Threshold(string key)
    {
        if (Find(key) is not { } value || IsNull(value)) return null;
        if (Nested(key, value) is not { } limits) return null;

        var below = limits.Limit("below");
        var atOrBelow = limits.Limit("at_or_below");
        var above = limits.Limit("above");
        var atOrAbove = limits.Limit("at_or_above");
        limits.RefuseUnread();

        var low = below ?? atOrBelow;
        var high = above ?? atOrAbove;
        if ((below is not null && atOrBelow is not null) || (above is not null && atOrAbove is not null))
            return Fail<Threshold?>(key, "has a side twice", null, value);
        if (low is null && high is null)
            return Fail<Threshold?>(key, "must have below, at_or_below, above or at_or_above", null, value);
        if (low >= high)
            return Fail<Threshold?>(key, "must leave room between its sides", null, value);
        return new Threshold(low, atOrBelow is not null, high, atOrAbove is not null);
    }

    /// <summary>A mapping under this one; null, with the error booked, when there is none.</summary>
    public YamlSection? Section(string key) =>
        Find(key) is { } value ? Nested(key, value) : Fail<YamlSection?>(key, "is missing", null);

    public IEnumerable<YamlSection> Sections(string key)
    {
        if (Find(key) is not { } value)
        {
            Fail(key, "is missing", 0);
            yield break;
        }
        if (value is not YamlSequenceNode { Children: { Count: > 0 } children })
        {
            Fail(key, "must be a list with at least one entry", 0, value);
            yield break;
        }
        for (var i = 0; i < children.Count; i++)
            if (Nested($"{key}[{i}]", children[i]) is { } section) yield return section;
    }

    public void RefuseUnread()
    {
        foreach (var (key, value) in node.Children)
            if (!_read.Contains(key.ToString())) Fail(key.ToString(), "is not known", 0, value);
    }

    public T Fail<T>(string key, string message, T value, YamlNode? at = null)
    {
        errors.Add($"{file}:{(at ?? node).Start.Line}: {PathOf(key)}: {message}");
        return value;
    }

    private double? Limit(string key) =>
        Find(key) is not { } value ? null
        : TryLimit(value, out var limit) ? limit
        : Fail<double?>(key, "must be a number of at most 10⁹ in magnitude", null, value);

    private YamlNode? Find(string key)
    {
        _read.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    private YamlSection? Nested(string key, YamlNode value) =>
        value is YamlMappingNode mapping
            ? new YamlSection(file, PathOf(key), mapping, errors)
            : Fail<YamlSection?>(key, "must be a mapping", null, value);

    private string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static bool IsNull(YamlNode value) => value is YamlScalarNode { Value: null or "" or "null" or "~" };

    private static bool TryLimit(YamlNode value, out double limit)
    {
        limit = 0;
        return value is YamlScalarNode { Value: { } text }
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out limit)
            && Math.Abs(limit) <= LargestLimit;
    }
}
