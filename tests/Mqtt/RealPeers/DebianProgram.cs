using System.Diagnostics;

namespace SmartSectors.Mqtt.Tests.RealPeers;

/// <summary>A program that these tests need from a Debian package.</summary>
internal static class DebianProgram
{
    private static readonly string[] _folders = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"];

    public static Process Start(string program, string package, params string[] arguments)
    {
        var path = _folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{program} is missing: apt-get install {package}");
        return Process.Start(new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
