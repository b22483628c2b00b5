namespace SmartSectors.Storage.Check;

/// <summary>Takes note of what a check could not read, while it goes on with the rest.</summary>
public sealed class Unreadable
{
    private readonly List<string> _parts = [];

    /// <summary>In words, each with its reason.</summary>
    public IReadOnlyList<string> Parts => _parts;

    internal void Note(string part, Exception why) => _parts.Add($"{part}: {why.Message}");
}
