using System.Globalization;
using System.Text;
using SmartSectors.Mqtt;

namespace SmartSectors.Faults.Tests.Support;

/// <summary>
/// Devices that deliver a day late, in disorder and some of it twice, and try again until it is acknowledged: so that
/// closed windows are revised while the platform is killed.
/// </summary>
internal sealed class Backfill(PlatformPorts ports, IReadOnlyList<(string Site, string Device)> devices, Random random, Acknowledged acknowledged)
{
    private const int InFlight = 20;

    /// <summary>Until it is told to stop; what is under way is acknowledged before it ends.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var due = new List<(string Device, string Topic, long TimeMs, double Value)>();
        MqttPublisher? publisher = null;
        while (!stop.IsCancellationRequested || due.Count > 0)
        {
            while (due.Count < InFlight && !stop.IsCancellationRequested) due.Add(Draw());
            try
            {
                publisher ??= await MqttPublisher.ConnectAsync("127.0.0.1", ports.Mqtt, new MqttPublisherOptions { ClientId = "backfill" }, cancellationToken: CancellationToken.None);
                var answers = await Task.WhenAll(due.Select(late => PublishAsync(publisher, late.Topic, late.TimeMs, late.Value)));
                Assert.All(answers, reason => Assert.Equal(PubAckReason.Success, reason));
                foreach (var (device, _, timeMs, value) in due) acknowledged.Add(device, "soil_moisture", timeMs, value);
                due.RemoveRange(0, due.Count - random.Next(3)); // the last ones are sent again: duplicates
                if (stop.IsCancellationRequested) due.Clear();
            }
            catch (MqttClientException)
            {
                if (publisher is not null) await publisher.DisposeAsync();
                publisher = null;
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None); // The platform was killed: a device tries again.
            }
        }

        if (publisher is not null) await publisher.DisposeAsync();
    }

    private (string Device, string Topic, long TimeMs, double Value) Draw()
    {
        var (site, device) = devices[random.Next(devices.Count)];
        var timeMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - random.Next(600_000, 26 * 3_600_000);
        return (device, $"sectors/agriculture/{site}/{device}/telemetry", timeMs, timeMs % 400 / 10.0);
    }

    private static Task<PubAckReason> PublishAsync(MqttPublisher publisher, string topic, long timeMs, double value) => publisher.PublishAsync(
        Encoding.UTF8.GetBytes(topic),
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"ts\":{timeMs},\"values\":{{\"soil_moisture\":{value}}}}}")),
        QualityOfService.AtLeastOnce);
}
