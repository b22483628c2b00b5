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

    /// <summary>
    /// A limit as a text (<see cref="LimitText"/>) or, where it is plain, as a mapping of its sides; null where the key is
    /// missing or null.
    /// </summary>
    public Limit? Limit(string key)
    {
        if (Find(key) is not { } value || IsNull(value)) return null;
        if (value is YamlScalarNode { Value: { } text })
            return LimitText.TryParse(text, out var limit, out var error) ? limit : Fail<Limit?>(key, error, null, value);
        if (Nested(key, value) is not { } limits) return null;

        var below = limits.Number("below");
        var atOrBelow = limits.Number("at_or_below");
        var above = limits.Number("above");
        var atOrAbove = limits.Number("at_or_above");
        limits.RefuseUnread();

        var low = below ?? atOrBelow;
        var high = above ?? atOrAbove;
        if ((below is not null && atOrBelow is not null) || (above is not null && atOrAbove is not null))
            return Fail<Limit?>(key, "has a side twice", null, value);
        if (low is null && high is null)
            return Fail<Limit?>(key, "must have below, at_or_below, above or at_or_above", null, value);
        if (low >= high)
            return Fail<Limit?>(key, "must leave room between its sides", null, value);
        return Schemes.Limit.Of(new Threshold(low, atOrBelow is not null, high, atOrAbove is not null));
    }

    /// <summary>A number; null where the key is missing.</summary>
    public double? Number(string key) =>
        Find(key) is not { } value ? null
        : TryLimit(value, out var limit) ? limit
        : Fail<double?>(key, "must be a number of at most 10⁹ in magnitude", null, value);

    /// <summary>A number over zero; null where the key is missing.</summary>
    public double? Positive(string key, double smallest) =>
        Number(key) is not { } number ? null
        : number >= smallest ? number
        : Fail<double?>(key, string.Create(CultureInfo.InvariantCulture, $"must be at least {smallest}"), null);

    /// <summary>A whole number of seconds; null where the key is missing.</summary>
    public TimeSpan? Seconds(string key, int most) =>
        Find(key) is null ? null : TimeSpan.FromSeconds(Integer(key, 1, most));

    /// <summary>A text; null where the key is missing.</summary>
    public string? OptionalText(string key) => Find(key) is null ? null : Text(key);

    /// <summary>A mapping under this one, or null and whether the key is missing or says <c>off</c>.</summary>
    public YamlSection? Switched(string key, out bool isMissing)
    {
        var value = Find(key);
        isMissing = value is null;
        return value is null or YamlScalarNode { Value: "off" } ? null : Nested(key, value);
    }

    /// <summary>The mappings of a list; none where the key is missing.</summary>
    public IEnumerable<YamlSection> OptionalSections(string key) => Find(key) is null ? [] : Sections(key);

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

    /// <summary>Books an error of a key where none is booked yet.</summary>
    public T FailOnce<T>(string key, string message, T value) => Has(key) ? value : Fail(key, message, value);

    public T Fail<T>(string key, string message, T value, YamlNode? at = null)
    {
        errors.Add($"{file}:{(at ?? node).Start.Line}: {PathOf(key)}: {message}");
        return value;
    }

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
