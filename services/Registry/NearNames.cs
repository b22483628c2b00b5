namespace SmartSectors.Registry;

/// <summary>The names that somebody may have meant.</summary>
internal static class NearNames
{
    private const int Most = 5;

    /// <summary>The nearest first, by how many letters differ, in no case.</summary>
    public static List<string> Of(string name, IEnumerable<string> names) =>
        [.. names.OrderBy(other => Distance(name.ToUpperInvariant(), other.ToUpperInvariant())).ThenBy(other => other, StringComparer.Ordinal).Take(Most)];

    // Levenshtein's: insertions, deletions and replacements.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
