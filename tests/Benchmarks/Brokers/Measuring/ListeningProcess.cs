using System.Globalization;

namespace SmartSectors.Benchmarks.Brokers.Measuring;

/// <summary>Finds which process listens on a port of this machine, as ss(8) does: by the inode of its socket.</summary>
internal static class ListeningProcess
{
    /// <summary>Null when nobody does, or it is another user's process.</summary>
    public static BrokerProcess? Find(int port)
    {
        var inodes = new HashSet<string>(Inodes("/proc/net/tcp", port).Concat(Inodes("/proc/net/tcp6", port)));
        if (inodes.Count == 0) return null;

        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && Holds(Path.Combine(directory, "fd"), inodes))
            {
                return new BrokerProcess(pid);
            }
        }
        return null;
    }

    // "sl local_address rem_address st …": the address is hexadecimal IP:port, state 0A is LISTEN, the inode the tenth field.
    private static IEnumerable<string> Inodes(string table, int port)
    {
        if (!File.Exists(table)) yield break; // a kernel without IPv6
        var suffix = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        foreach (var line in File.ReadLines(table).Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[3] == "0A" && fields[1].EndsWith(suffix, StringComparison.Ordinal)) yield return $"socket:[{fields[9]}]";
        }
    }

    private static bool Holds(string descriptors, HashSet<string> inodes)
    {
        try
        {
            return new DirectoryInfo(descriptors).EnumerateFiles().Any(file => file.LinkTarget is { } target && inodes.Contains(target));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return false; // another user's process, or one that ended meanwhile
        }
    }
}
