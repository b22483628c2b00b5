using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Ingestion.Brokers;

/// <summary>Reads from every broker of the settings as long as the platform runs, and tells how that goes.</summary>
/// <param name="brokers">None is no error.</param>
/// <param name="dataDirectory">Keeps what must be the same after a restart.</param>
/// <param name="application">Gives the way into the log.</param>
public sealed class BrokerReaders(
    IReadOnlyList<BrokerOptions> brokers, string dataDirectory, IngestionApplication application, IMeterFactory meters, TimeProvider time,
    ILogger<BrokerReaders> logger) : BackgroundService
{
    public const string MeterName = "SmartSectors.Ingestion.Brokers";

    private volatile IReadOnlyList<BrokerReader> _readers = [];

    public IReadOnlyList<BrokerStatus> Statuses => [.. _readers.Select(reader => reader.Status)];

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (brokers.Count == 0) return Task.CompletedTask;

        var sessions = BrokerSessions.Load(dataDirectory);
        _readers = [.. brokers.Select(broker => new BrokerReader(broker, sessions, application.ReceiverOf, time, logger))];
        Measure(meters.Create(MeterName));
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_readers.Select(reader => reader.RunAsync(stoppingToken)));

    private void Measure(Meter meter)
    {
        meter.CreateObservableGauge("smartsectors.broker.connected", () => Each(status => status.Connected ? 1 : 0), description: "1 while a broker is read.");
        meter.CreateObservableCounter("smartsectors.broker.messages.received", () => Each(status => status.Received), "{message}", "Messages that a broker delivered since start.");
        meter.CreateObservableCounter("smartsectors.broker.messages.acknowledged", () => Each(status => status.Acknowledged), "{message}", "Deliveries acknowledged to a broker since start, durable.");
        meter.CreateObservableCounter("smartsectors.broker.reconnects", () => Each(status => status.Reconnects), "{connection}", "Connections to a broker after the first.");
    }

    private IEnumerable<Measurement<long>> Each(Func<BrokerStatus, long> value) =>
        Statuses.Select(status => new Measurement<long>(value(status), new KeyValuePair<string, object?>("broker", status.Broker)));
}
