using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using SmartSectors.Mqtt;

namespace SmartSectors.Benchmarks;

/// <summary>
/// From a topic to its subscriptions, beside 10,000 devices that wait for commands; the time is that between two matches
/// of all threads together. The locked ones ask the same trie under the locks that it does without.
/// </summary>
[MemoryDiagnoser]
public class TopicMatchBenchmarks : IDisposable
{
    private const int Devices = 10_000;
    private const int Matches = 1 << 20;

    private readonly SubscriptionTrie<string> _none = new();
    private readonly SubscriptionTrie<string> _commands = new();
    private readonly SubscriptionTrie<string> _monitored = new();
    private readonly byte[] _unrelated = "sectors/agriculture/s99999/d1/telemetry"u8.ToArray();
    private readonly byte[][] _related = new byte[Devices][];
    private readonly ReaderWriterLockSlim _readerWriterLock = new();
    private readonly Lock _lock = new();

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var i = 0; i < Devices; i++)
        {
            var device = string.Create(CultureInfo.InvariantCulture, $"sectors/agriculture/s{i % 100}/d{i}");
            var filter = Encoding.ASCII.GetBytes(device + "/commands/#");
            _commands.Add(filter, device);
            _monitored.Add(filter, device);
            _related[i] = Encoding.ASCII.GetBytes(device + "/telemetry");
        }

        new Random(1).Shuffle(_related);
        _monitored.Add("#"u8, "everything");
        _monitored.Add("sectors/+/+/+/telemetry"u8, "telemetry");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _readerWriterLock.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Matches)]
    public void Empty() => Run((into, _) => _none.Match(_unrelated, into));

    /// <summary>No site of that name has a subscriber.</summary>
    [Benchmark(OperationsPerInvoke = Matches)]
    public void Unrelated() => Run((into, _) => _commands.Match(_unrelated, into));

    /// <summary>Telemetry of devices which all wait for commands: the walk ends below the device.</summary>
    [Benchmark(OperationsPerInvoke = Matches)]
    public void BesideCommands() => Run((into, i) => _commands.Match(_related[i % Devices], into));

    /// <summary>The same with two subscribers that match, by <c>#</c> and by <c>+</c>.</summary>
    [Benchmark(OperationsPerInvoke = Matches)]
    public void TwoSubscribers() => Run((into, i) => _monitored.Match(_related[i % Devices], into));

    /// <summary>The same while another thread subscribes and unsubscribes as fast as it can.</summary>
    [Benchmark(OperationsPerInvoke = Matches)]
    public void TwoSubscribersBesideAWriter()
    {
        var isDone = false;
        var writer = Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; !Volatile.Read(ref isDone); i++)
                {
                    var filter = _related[i % Devices];
                    _monitored.Add(filter, "passing");
                    _monitored.Remove(filter, "passing");
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Run((into, i) => _monitored.Match(_related[i % Devices], into));
        Volatile.Write(ref isDone, true);
        writer.Wait();
    }

    [Benchmark(OperationsPerInvoke = Matches)]
    public void TwoSubscribersUnderAReaderWriterLock() => Run((into, i) =>
    {
        _readerWriterLock.EnterReadLock();
        try
        {
            _monitored.Match(_related[i % Devices], into);
        }
        finally
        {
            _readerWriterLock.ExitReadLock();
        }
    });

    [Benchmark(OperationsPerInvoke = Matches)]
    public void TwoSubscribersUnderALock() => Run((into, i) =>
    {
        lock (_lock) _monitored.Match(_related[i % Devices], into);
    });

    private void Run(Action<List<string>, int> match)
    {
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            var into = new List<string>(16);
            for (var i = thread; i < Matches; i += Threads)
            {
                into.Clear();
                match(into, i);
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
    }
}
