using System.Text;

namespace SmartSectors.Telemetry.Readings;

/// <summary>The id of a site, unique in the platform (<see cref="IdentifierRule"/>). The default value is no id.</summary>
public readonly record struct SiteId
{
    private SiteId(string value) => Value = value;

    public string Value { get; }

    /// <summary>Takes a text that follows the rule; otherwise says which part it breaks.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SiteId id, out IdentifierError error)
    {
        error = IdentifierRule.Check(text);
        id = error is IdentifierError.None ? new SiteId(text.ToString()) : default;
        return error is IdentifierError.None;
    }

    /// <summary>The same for UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out SiteId id, out IdentifierError error)
    {
        error = IdentifierRule.Check(text);
        id = error is IdentifierError.None ? new SiteId(Encoding.ASCII.GetString(text)) : default;
        return error is IdentifierError.None;
    }

    public override string ToString() => Value;
}
