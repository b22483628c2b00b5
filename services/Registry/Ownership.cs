namespace SmartSectors.Registry;

/// <summary>
/// Whom publications protect: figures of few private owners are hidden, those of public bodies are published anyway. The
/// numbers are durable.
/// </summary>
public enum Ownership : byte
{
    /// <summary>A person, a household, a cooperative or a company; and whoever is not known.</summary>
    Private = 0,

    /// <summary>A public body that runs the nation's own stations, such as a provincial department or a public hospital.</summary>
    Public = 1,
}

/// <summary>The public names.</summary>
public static class OwnershipNames
{
    /// <summary><c>private</c> or <c>public</c>.</summary>
    public static string Name(this Ownership ownership) => ownership switch
    {
        Ownership.Private => "private",
        Ownership.Public => "public",
        _ => throw new ArgumentOutOfRangeException(nameof(ownership), ownership, "BUG: an ownership without a public name"),
    };

    /// <summary>Reads a name in any case.</summary>
    public static bool TryParse(string name, out Ownership ownership)
    {
        ownership = Ownership.Private;
        foreach (var each in Enum.GetValues<Ownership>())
        {
            if (!string.Equals(each.Name(), name, StringComparison.OrdinalIgnoreCase)) continue;
            ownership = each;
            return true;
        }

        return false;
    }
}
