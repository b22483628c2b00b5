using System.Globalization;
using System.Text;
using SmartSectors.Mqtt;

namespace SmartSectors.Faults.Tests.Support;

/// <summary>Devices that publish to a broker as fast as it acknowledges, and each message again until it does.</summary>
internal sealed class BrokerLoad(int port)
{
    private const int InFlight = 200, Devices = 50;

    private readonly long _beginMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 600_000;
    private int _published;
    private int _acknowledged;

    /// <summary>Readings that the broker has acknowledged.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Until it is told to stop; what is under way is acknowledged before it ends.</summary>
    public Task RunAsync(CancellationToken stop) => SendAsync(() =>
    {
        if (stop.IsCancellationRequested) return [];
        _published += InFlight;
        return [.. Enumerable.Range(_published - InFlight, InFlight)];
    });

    /// <summary>Everything once more, as devices do that do not trust their broker.</summary>
    public Task RepeatAsync()
    {
        var chunks = new Queue<int[]>(Enumerable.Range(0, _published).Chunk(InFlight));
        return SendAsync(() => chunks.TryDequeue(out var chunk) ? chunk : []);
    }

    /// <summary>More was acknowledged than now.</summary>
    public Task ProgressAsync()
    {
        var now = Acknowledged;
        return Eventually.Async(() => Task.FromResult(Acknowledged), acknowledged => acknowledged >= now + (5 * InFlight));
    }

    public Acknowledged Readings()
    {
        var readings = new Acknowledged();
        for (var number = 0; number < _published; number++) readings.Add(DeviceOf(number), "soil_moisture", TimeOf(number), ValueOf(number));
        return readings;
    }

    private async Task SendAsync(Func<int[]> next)
    {
        MqttPublisher? publisher = null;
        for (var due = next(); due.Length > 0;)
        {
            try
            {
                publisher ??= await MqttPublisher.ConnectAsync(
                    "127.0.0.1", port, new MqttPublisherOptions { ClientId = "load", Window = InFlight }, cancellationToken: CancellationToken.None);
                await Task.WhenAll(due.Select(number => PublishAsync(publisher, number)));
                Interlocked.Add(ref _acknowledged, due.Length);
                due = next();
            }
            catch (MqttClientException)
            {
                if (publisher is not null) await publisher.DisposeAsync();
                publisher = null;
                await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None); // The broker is away: a device tries again.
            }
        }

        if (publisher is not null) await publisher.DisposeAsync();
    }

    private Task<PubAckReason> PublishAsync(MqttPublisher publisher, int number)
    {
        var device = DeviceOf(number);
        return publisher.PublishAsync(
            Encoding.UTF8.GetBytes($"sectors/agriculture/plot-{device[6..]}/{device}/telemetry"),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"ts\":{TimeOf(number)},\"values\":{{\"soil_moisture\":{ValueOf(number)}}}}}")),
            QualityOfService.AtLeastOnce);
    }

    private static string DeviceOf(int number) => string.Create(CultureInfo.InvariantCulture, $"probe-{number % Devices}");

    private long TimeOf(int number) => _beginMs + (number / Devices);

    private static double ValueOf(int number) => number % 400 / 10.0;
}
