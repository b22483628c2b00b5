using System.Globalization;

namespace SmartSectors.Storage.Log;

/// <summary>The log's files, <c>{first offset}.db</c> in twenty digits, so that their names sort as their offsets.</summary>
internal static class LogFolder
{
    public static string Of(string dataDirectory) => Path.Combine(dataDirectory, "log");

    public static string PathOf(string folder, long firstOffset) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{firstOffset:D20}.db"));

    /// <summary>True for a file of the log, by its path in the data directory.</summary>
    public static bool IsIn(string path) => Path.GetDirectoryName(path) == "log" && path.EndsWith(".db", StringComparison.Ordinal);

    /// <summary>In the order of their offsets.</summary>
    public static IReadOnlyList<(long FirstOffset, string Path)> Files(string folder) =>
    [
        .. Directory.GetFiles(folder, "*.db").Order(StringComparer.Ordinal)
            .Select(path => (long.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture), path)),
    ];

    /// <summary>Those of the files that hold something from an offset on: of the others the next one begins at or before it.</summary>
    public static IEnumerable<(long FirstOffset, string Path)> From(IReadOnlyList<(long FirstOffset, string Path)> files, long offset) =>
        files.Where((_, i) => i == files.Count - 1 || files[i + 1].FirstOffset > offset);
}
