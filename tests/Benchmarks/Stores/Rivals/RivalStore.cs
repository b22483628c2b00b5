using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SmartSectors.Benchmarks.Stores.Rivals;

/// <summary>
/// A store that people would pick instead, from Debian's package, as a process on the loopback with a folder of its own for as
/// long as a benchmark runs. All of them take InfluxDB's line protocol at <c>/write</c>.
/// </summary>
internal abstract class RivalStore : IAsyncDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(60), s_quiet = TimeSpan.FromSeconds(45), s_settleTimeout = TimeSpan.FromMinutes(20);

    private readonly DirectoryInfo _folder;
    private Process? _process;

    protected RivalStore(string name)
    {
        Name = name;
        _folder = Directory.CreateTempSubdirectory($"smartsectors-{name}-");
        Port = FreePort();
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}/"), Timeout = TimeSpan.FromMinutes(10) };
    }

    public string Name { get; }

    public HttpClient Http { get; }

    /// <summary>CPU time of the process since its start.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>All that it has on the disk.</summary>
    public long Bytes => _folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    protected int Port { get; }

    protected string Folder => _folder.FullName;

    /// <summary>What charts ask, as it is asked here: the paths of GET requests.</summary>
    public abstract IEnumerable<(StoreQuestion Question, string Path)> Questions { get; }

    public abstract Task StartAsync();

    public async Task WriteAsync(ReadOnlyMemory<byte> lines)
    {
        using var content = new ReadOnlyMemoryContent(lines);
        using var response = await Http.PostAsync("write?db=smartsectors&precision=ms", content);
        if (response.StatusCode != HttpStatusCode.NoContent)
            throw new InvalidOperationException($"{Name} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>Waits until what it does in the background is done, as far as its files tell.</summary>
    public virtual async Task SettleAsync()
    {
        var (bytes, cpu, since, started) = (0L, TimeSpan.Zero, Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(since) < s_quiet)
        {
            if (Stopwatch.GetElapsedTime(started) > s_settleTimeout) throw new TimeoutException($"{Name} does not come to rest");
            await Task.Delay(TimeSpan.FromSeconds(3));
            var (bytesNow, cpuNow) = (Bytes, Cpu);
            // A store at rest still takes some CPU and counts its own figures.
            if (bytesNow != bytes || cpuNow - cpu > TimeSpan.FromSeconds(0.3)) since = Stopwatch.GetTimestamp();
            (bytes, cpu) = (bytesNow, cpuNow);
        }
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is { } process)
        {
            if (!process.HasExited) process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    protected async Task StartAsync(string program, string package, string health, params string[] arguments)
    {
        var path = Array.Find<string>([$"/usr/bin/{program}", $"/usr/sbin/{program}", $"/usr/local/bin/{program}"], File.Exists)
            ?? throw new InvalidOperationException($"{program} is missing: apt-get install {package}");
        _process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < s_startTimeout; await Task.Delay(100))
        {
            if (_process.HasExited) break;
            try
            {
                using var answer = await Http.GetAsync(health);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException($"{program} does not answer");
    }

    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
