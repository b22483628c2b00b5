using System.Security.Cryptography;

namespace SmartSectors.Storage.Backup;

/// <summary>What a manifest says of a file.</summary>
internal static class FileDigest
{
    public static async Task<BackupFile> OfAsync(string folder, string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(Path.Combine(folder, path));
        var hash = await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
        return new BackupFile(path.Replace(Path.DirectorySeparatorChar, '/'), file.Length, Convert.ToHexStringLower(hash), ModeOf(file.Name));
    }

    /// <summary>Gives a file the rights that a manifest tells.</summary>
    public static void SetMode(string path, string mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(mode, 8));
    }

    public static void CopyMode(string from, string to)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(to, File.GetUnixFileMode(from));
    }

    private static string ModeOf(string path) =>
        OperatingSystem.IsWindows() ? "600" : Convert.ToString((int)File.GetUnixFileMode(path), 8);
}
