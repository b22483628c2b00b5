using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SmartSectors.Mqtt.Tests.RealPeers;
using SmartSectors.Storage.Influx;

namespace SmartSectors.Storage.Tests.Influx;

/// <summary>Debian's influxd, with its own configuration, folders and ports; Debian's service is neither needed nor touched.</summary>
public sealed class RealInflux : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smartsectors-influxd-");
    private readonly int _port = FreePort();
    private readonly string _configuration;
    private Process? _process;

    public RealInflux()
    {
        _configuration = Path.Combine(_folder.FullName, "influxdb.conf");
        File.WriteAllText(
            _configuration,
            $"""
             reporting-disabled = true
             bind-address = "127.0.0.1:{FreePort()}"
             [meta]
             dir = "{_folder.FullName}/meta"
             [data]
             dir = "{_folder.FullName}/data"
             wal-dir = "{_folder.FullName}/wal"
             index-version = "tsi1"
             query-log-enabled = false
             [monitor]
             store-enabled = false
             [http]
             bind-address = "127.0.0.1:{_port}"
             log-enabled = false
             """);
        StartAsync().GetAwaiter().GetResult();
    }

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>Starts it, again after a kill with what it had on its disk, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        _process = DebianProgram.Start("influxd", "influxdb", "-config", _configuration);
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) listening.TrySetException(new InvalidOperationException("influxd ended before it listened."));
            else if (line.Data.Contains("Listening on HTTP", StringComparison.Ordinal)) listening.TrySetResult();
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await listening.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    internal InfluxOptions Options(string database) => new()
    {
        Url = Url,
        Database = database,
        FirstRetry = TimeSpan.FromMilliseconds(20),
        LongestRetry = TimeSpan.FromMilliseconds(200),
        Interval = TimeSpan.FromMilliseconds(20),
    };

    public void Dispose()
    {
        Kill();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
