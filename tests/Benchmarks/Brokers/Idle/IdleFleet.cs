using System.Diagnostics;
using System.Net;
using SmartSectors.Benchmarks.Brokers.Wire;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks.Brokers.Idle;

/// <summary>What opening the connections came to.</summary>
/// <param name="Latency">From the moment when a connection was due until it stood, subscription included.</param>
/// <param name="Failure">The last one's reason.</param>
internal sealed record OpeningResult(int Opened, int Failed, string? Failure, TimeSpan Elapsed, LatencyHistogram Latency)
{
    public double PerSecond => Opened / Elapsed.TotalSeconds;
}

/// <summary>All the idle connections to one broker.</summary>
internal sealed class IdleFleet(BrokerTarget broker, IdleOptions options) : IDisposable
{
    /// <summary>
    /// An address has 28,000 ports for connections to one other (ip_local_port_range), and the kernel looks longer for a
    /// free one the fewer there are.
    /// </summary>
    private const int ConnectionsPerAddress = 4_000;

    /// <summary>Connections that may be in the making at one time.</summary>
    private const int Openers = 32;

    private readonly IdleClient?[] _clients = new IdleClient?[options.Connections];
    private int _tickets = -1;
    private int _failed;
    private string? _failure;

    /// <summary>By number; null where none stands (yet).</summary>
    public IReadOnlyList<IdleClient?> Clients => _clients;

    /// <summary>Opens them at the rate wanted, or as fast as the broker takes them.</summary>
    public async Task<OpeningResult> OpenAsync(CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        var openers = Enumerable.Range(0, Openers).Select(_ => Task.Factory.StartNew(
            () => Open(started, stop),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();

        var latency = new LatencyHistogram();
        foreach (var histogram in await Task.WhenAll(openers)) latency.Add(histogram);
        return new OpeningResult(
            _clients.Count(client => client is not null), _failed, _failure, Stopwatch.GetElapsedTime(started), latency);
    }

    public void Dispose()
    {
        foreach (var client in _clients) client?.Dispose();
    }

    private LatencyHistogram Open(long started, CancellationToken stop)
    {
        var latency = new LatencyHistogram();
        var frames = new FrameBuffer(4096);
        while (!stop.IsCancellationRequested && Interlocked.Increment(ref _tickets) is var number && number < _clients.Length)
        {
            var due = started + (long)(number / options.Rate * Stopwatch.Frequency);
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.Zero) Thread.Sleep(wait);
            due = Math.Min(due, Stopwatch.GetTimestamp()); // a sleep is in whole milliseconds and may end early
            try
            {
                _clients[number] = Open(number, frames);
                latency.Record(Stopwatch.GetElapsedTime(due));
            }
            catch (BrokerException failure)
            {
                Interlocked.Increment(ref _failed);
                _failure = failure.Message;
            }
        }
        return latency;
    }

    private IdleClient Open(int number, FrameBuffer frames)
    {
        frames.Clear();
        var connect = ClientPackets.Connect(
            broker.Version, TopicTemplates.Fill("idle-{n}", number), (ushort)options.KeepAlive.TotalSeconds, options.KeepSessions);
        var socket = Handshake.Connect(broker.EndPoint, Source(number), connect, broker.Version, frames, out _);
        if (options.Filter is { } filter)
        {
            var subscribe = ClientPackets.Subscribe(broker.Version, TopicTemplates.Fill(filter, number), options.SubscriberQos);
            Handshake.Subscribe(socket, subscribe, frames);
        }
        socket.Blocking = false;
        return new IdleClient(socket);
    }

    // 127.0.0.1, 127.0.0.2 and so on: all of 127.0.0.0/8 is this machine. To another machine the system's own address must do.
    private IPAddress? Source(int number) => IPAddress.IsLoopback(broker.EndPoint.Address)
        ? new IPAddress([127, 0, 0, (byte)(1 + number / ConnectionsPerAddress)])
        : null;
}
