using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SmartSectors.Host.Observability;

/// <summary>
/// Exports traces and metrics over OTLP when the standard variables name a collector; without them nothing is even
/// collected.
/// </summary>
internal sealed class OpenTelemetryExport(bool traces, bool metrics) : IHostedService, IDisposable
{
    private TracerProvider? tracerProvider;
    private MeterProvider? meterProvider;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (traces) tracerProvider = BuildTraces();
        if (metrics) meterProvider = BuildMetrics();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Disposal flushes: it comes after every role has stopped, so their last spans go out too.
    public void Dispose()
    {
        tracerProvider?.Dispose();
        meterProvider?.Dispose();
    }

    private static TracerProvider BuildTraces() => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(Describe)
        .AddSource("SmartSectors.*")
        .AddSource("Microsoft.AspNetCore")
        .AddOtlpExporter()
        .Build();

    private static MeterProvider BuildMetrics() => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(Describe)
        .AddMeter("SmartSectors.*")
        .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
        .AddOtlpExporter()
        .Build();

    // The name by default; OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    private static void Describe(ResourceBuilder resource) =>
        resource.Clear().AddService("smartsectors").AddTelemetrySdk().AddEnvironmentVariableDetector();
}

internal static class OpenTelemetryRegistration
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string TracesEndpoint = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    private const string MetricsEndpoint = "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT";

    public static void AddOpenTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        var traces = IsSet(configuration, Endpoint) || IsSet(configuration, TracesEndpoint);
        var metrics = IsSet(configuration, Endpoint) || IsSet(configuration, MetricsEndpoint);
        if (traces || metrics) services.AddHostedService(_ => new OpenTelemetryExport(traces, metrics));
    }

    private static bool IsSet(IConfiguration configuration, string name) => !string.IsNullOrWhiteSpace(configuration[name]);
}
