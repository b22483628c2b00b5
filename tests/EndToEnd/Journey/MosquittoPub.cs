using System.Diagnostics;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>The publisher of Debian's mosquitto-clients.</summary>
internal static class MosquittoPub
{
    private const string Path = "/usr/bin/mosquitto_pub";

    /// <summary>Publishes one message at QoS 1 and ends when it is acknowledged.</summary>
    public static async Task PublishAsync(int port, string version, string topic, string payload)
    {
        Assert.True(File.Exists(Path), "mosquitto_pub is missing: apt-get install mosquitto-clients");
        using var process = Process.Start(new ProcessStartInfo(Path, ["-h", "127.0.0.1", "-p", $"{port}", "-V", version, "-q", "1", "-t", topic, "-m", payload])
        {
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(process.ExitCode == 0, await error);
    }
}
