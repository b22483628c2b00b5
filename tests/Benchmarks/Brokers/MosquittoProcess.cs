using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SmartSectors.Benchmarks.Brokers;

/// <summary>Mosquitto on a free port of the loopback, in memory and without limits, for as long as a benchmark runs.</summary>
internal sealed class MosquittoProcess : IDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(10);
    private readonly Process _process;
    private readonly string _configuration;

    private MosquittoProcess(Process process, string configuration, int port)
    {
        _process = process;
        _configuration = configuration;
        EndPoint = new IPEndPoint(IPAddress.Loopback, port);
    }

    public IPEndPoint EndPoint { get; }

    public int Pid => _process.Id;

    /// <exception cref="BrokerException">It is not installed, or does not start.</exception>
    public static MosquittoProcess Start()
    {
        var path = Array.Find<string>(["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto"], File.Exists)
            ?? throw new BrokerException("there is no mosquitto in /usr/sbin, /usr/local/sbin or /usr/bin");
        var port = FreePort();
        var configuration = Path.GetTempFileName();
        File.WriteAllText(configuration, $"""
            listener {port} 127.0.0.1
            allow_anonymous true
            persistence false
            log_dest none
            max_connections -1
            max_queued_messages 0
            max_queued_bytes 0
            max_inflight_messages 0
            max_inflight_bytes 0
            set_tcp_nodelay true

            """);
        var process = Process.Start(new ProcessStartInfo(path, ["-c", configuration]) { RedirectStandardError = true })!;
        var mosquitto = new MosquittoProcess(process, configuration, port);
        mosquitto.WaitUntilItListens();
        return mosquitto;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_configuration);
    }

    private void WaitUntilItListens()
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < s_startTimeout; Thread.Sleep(20))
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Connect(EndPoint);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                // Not yet.
            }
            catch (SocketException)
            {
                break;
            }
        }
        Dispose();
        throw new BrokerException("mosquitto did not start");
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
