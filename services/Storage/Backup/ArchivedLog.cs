using SmartSectors.Storage.Log;

namespace SmartSectors.Storage.Backup;

/// <summary>Completes a restored log with the files of an archive.</summary>
internal static class ArchivedLog
{
    /// <summary>
    /// Puts the archive's files into the log, from the backup's first offset on. A file that both have is taken from the
    /// archive: the backup was made while it was being written.
    /// </summary>
    public static void Complete(string archive, string data, LogReach reach, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        var needed = LogFolder.From(LogFolder.Files(archive), reach.From).Where(file => file.FirstOffset >= reach.From).ToList();
        var copying = new Copying(archive, LogFolder.Of(data), progress, cancellationToken);
        var names = needed.Select(file => Path.GetFileName(file.Path)).ToList();
        copying.Expect(names);
        foreach (var name in names)
        {
            File.Delete(Path.Combine(LogFolder.Of(data), name));
            copying.Plain(name);
        }

        CompleteSchemes(archive, data);
    }

    // The log names schemes that may have come after the backup.
    private static void CompleteSchemes(string archive, string data)
    {
        var schemes = Path.Combine(archive, "schemes");
        if (!Directory.Exists(schemes)) return;
        foreach (var path in Directory.GetFiles(schemes, "*.yaml"))
        {
            var place = Path.Combine(Directory.CreateDirectory(Path.Combine(data, "schemes")).FullName, Path.GetFileName(path));
            if (!File.Exists(place)) File.Copy(path, place);
        }
    }
}
