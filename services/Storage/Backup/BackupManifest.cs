using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartSectors.Storage.Backup;

/// <summary>
/// <c>manifest.json</c> of a backup: what is in it, and how far it reaches. It is written last; a folder without one is
/// no backup.
/// </summary>
/// <param name="Format">Of this file; see <see cref="CurrentFormat"/>.</param>
/// <param name="Product">Version of the platform that made it.</param>
/// <param name="Taken">When it was begun.</param>
/// <param name="Partitions">Where each partition's database stands: recovery applies the log from there.</param>
/// <param name="Files">Every file, by its path in the data directory.</param>
public sealed record BackupManifest(
    int Format, string Product, DateTimeOffset Taken, IReadOnlyList<PartitionMark> Partitions, LogReach Log, IReadOnlyList<BackupFile> Files)
{
    public const string FileName = "manifest.json";

    public const int CurrentFormat = 1;

    internal void Write(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew, FileAccess.Write);
        JsonSerializer.Serialize(file, this, BackupJson.Default.BackupManifest);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Throws <see cref="BackupException"/> where there is none that this version reads.</summary>
    public static BackupManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new BackupException(BackupFault.WrongPlace, $"{folder} is no backup: it has no {FileName}.");
        try
        {
            using var file = File.OpenRead(path);
            var manifest = JsonSerializer.Deserialize(file, BackupJson.Default.BackupManifest);
            if (manifest is { Format: CurrentFormat }) return manifest;
            throw new BackupException(BackupFault.WrongPlace, $"{path} is of format {manifest?.Format}, and this version reads {CurrentFormat}.");
        }
        catch (JsonException exception)
        {
            throw new BackupException(BackupFault.Damaged, $"{path} is damaged: {exception.Message}", exception);
        }
    }
}

/// <summary>Where the copy of a partition's database stands.</summary>
/// <param name="Cursor">The last offset of the log that is in it; 0 of a partition that never had anything.</param>
public sealed record PartitionMark(int Partition, long Commit, long Cursor);

/// <summary>What the backup's part of the log holds.</summary>
/// <param name="From">Its first offset.</param>
/// <param name="To">Its last one; <paramref name="From"/> − 1 when it holds none.</param>
/// <param name="ConsistentFrom">
/// The databases hold nothing of the log behind this offset: a restore may end there and not earlier.
/// </param>
public sealed record LogReach(long From, long To, long ConsistentFrom);

/// <param name="Path">In the data directory, with slashes.</param>
/// <param name="Sha256">Hexadecimal.</param>
/// <param name="Mode">Rights, as in <c>chmod</c>: 600.</param>
public sealed record BackupFile(string Path, long Bytes, string Sha256, string Mode);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
