using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using SmartSectors.Storage.Sqlite;

namespace SmartSectors.Storage.Check;

/// <summary>SQLite's own check of a file's structure, with the places that it names as offsets.</summary>
internal static partial class StructureCheck
{
    /// <summary>More than this of one file says no more than that it is damaged.</summary>
    private const int MaxTold = 50;

    public static IEnumerable<FileDamage> Run(string data, string path)
    {
        var found = new List<FileDamage>();
        try
        {
            using var database = Database.Open(Path.Combine(data, path), readOnly: true);
            var pageBytes = database.Prepare("PRAGMA page_size").FirstLong() ?? 0;
            var tables = TablesByRoot(database);
            var rows = database.Prepare($"PRAGMA integrity_check({MaxTold})");
            while (rows.Step())
            {
                // It may tell several places in one row.
                foreach (var line in rows.Text(0).Split('\n').Where(line => line != "ok" && !line.StartsWith("***", StringComparison.Ordinal)))
                    found.Add(Damage(path, line, pageBytes, tables));
            }

            return found;
        }
        catch (SqliteException) when (!File.Exists(Path.Combine(data, path)))
        {
            return []; // A file of a running platform's log, truncated meanwhile.
        }
        catch (SqliteException exception) when (Database.IsDamage(exception))
        {
            // It names the pages first, and then walks the rows, which ends at the first of those pages.
            if (found.Count > 0) return found;

            // Not even that: the head of the file, or the list of its tables.
            return [new FileDamage(path, 0, new FileInfo(Path.Combine(data, path)).Length, exception.Message, "all of the file")];
        }
    }

    private static FileDamage Damage(string path, string line, long pageBytes, Dictionary<long, string> tables)
    {
        var page = PageNumber().Match(line) is { Success: true } match ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : (long?)null;
        var tree = TreeNumber().Match(line) is { Success: true } root && tables.TryGetValue(long.Parse(root.Groups[1].ValueSpan, CultureInfo.InvariantCulture), out var name)
            ? $"table {name}" : "not known of which table";
        return new FileDamage(path, (page - 1) * pageBytes, page is null ? 0 : pageBytes, line, tree);
    }

    private static Dictionary<long, string> TablesByRoot(Database database)
    {
        var tables = new Dictionary<long, string>();
        var rows = database.Prepare("SELECT rootpage, tbl_name FROM sqlite_schema WHERE rootpage > 0");
        while (rows.Step()) tables[rows.Long(0)] = rows.Text(1);
        return tables;
    }

    // "Tree 12 page 34 cell 5: …", "Page 7: never used".
    [GeneratedRegex(@"\bpage (\d+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PageNumber();

    [GeneratedRegex(@"^Tree (\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex TreeNumber();
}
