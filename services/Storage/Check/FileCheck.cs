using System.Globalization;
using System.Security.Cryptography;
using SmartSectors.Storage.Backup;
using SmartSectors.Storage.Log;

namespace SmartSectors.Storage.Check;

/// <summary>
/// Looks at every file of a data directory, of a platform that is stopped or runs: whether its structure is whole, and
/// whether what has a checksum or a form of its own agrees with it. One damaged file does not hide another.
/// </summary>
public sealed class FileCheck(StorageOptions options)
{
    private readonly string _data = Path.GetFullPath(options.DataDirectory);

    public IEnumerable<FileDamage> Run(IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var files = DataFiles.Of(_data);
        var log = LogFolder.Files(LogFolder.Of(_data)).Select(file => Path.GetRelativePath(_data, file.Path)).ToList();
        var (done, total) = (0, files.Partitions.Count + files.Databases.Count + log.Count);

        foreach (var path in files.Partitions.Concat(files.Databases).Concat(log))
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(new CopyProgress(path, done++, total));
            foreach (var damage in Of(path)) yield return damage;
        }

        foreach (var damage in new LogCheck(_data).Run()) yield return damage;
        foreach (var path in files.Plain.Where(path => path.StartsWith("schemes", StringComparison.Ordinal)))
        {
            if (SchemeDamage(path) is { } damage) yield return damage;
        }

        progress.Report(new CopyProgress("files", total, total));
    }

    /// <summary>One database, by its path in the data directory.</summary>
    internal IReadOnlyList<FileDamage> Of(string path)
    {
        var structure = StructureCheck.Run(_data, path).ToList();
        if (structure.Any(damage => damage.Offset == 0)) return structure; // It cannot even be opened.
        if (path == "areas.db") return [.. structure, .. ContentCheck.OfAreas(_data, path)];
        return PartitionOf(path) is { } partition ? [.. structure, .. ContentCheck.OfPartition(_data, path, partition)] : structure;
    }

    internal static int? PartitionOf(string path) =>
        path.StartsWith("partitions", StringComparison.Ordinal)
        && int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private FileDamage? SchemeDamage(string path)
    {
        var bytes = File.ReadAllBytes(Path.Combine(_data, path));
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return hash == Path.GetFileNameWithoutExtension(path) ? null
            : new FileDamage(path, 0, bytes.Length, "its content is not what its name says", "a scheme that log and partitions name");
    }
}
