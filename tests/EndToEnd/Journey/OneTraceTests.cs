using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Host;
using SmartSectors.Host.Configuration;
using SmartSectors.Mqtt;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>A sender's trace goes with its message through the log, the grains and the stores to the areas.</summary>
public sealed class OneTraceTests : IAsyncLifetime
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);
    private static readonly string[] _steps = ["append to log", "apply to grains", "commit partition", "decode", "merge into areas", "publish"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smartsectors-trace-");
    private PlatformData _data = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var options = new PlatformOptions { DataDirectory = _directory.FullName, HttpPort = 0, MqttPort = 0, Onboarding = Onboarding.Open };
        _data = await PlatformData.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        _app = PlatformHost.Build(new ConfigurationBuilder().Build(), options, _data, _ => { });
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _data.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_traceparent_leads_from_the_publish_to_the_areas()
    {
        var sender = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        var spans = new ConcurrentQueue<Activity>();
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("SmartSectors.", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId != sender.TraceId) return;
                spans.Enqueue(span);
                if (_steps.All(step => spans.Any(one => one.OperationName == step))) complete.TrySetResult();
            },
        };
        ActivitySource.AddActivityListener(listener);

        var port = _app.Services.GetRequiredService<PlatformEndpoints>().Mqtt!.Port;
        await using var publisher = await MqttPublisher.ConnectAsync("127.0.0.1", port, new MqttPublisherOptions { Version = MqttVersion.V5 });
        var reason = await publisher.PublishAsync(
            "sectors/agriculture/farm/probe/telemetry"u8.ToArray(), """{"soil_temp":27.4}"""u8.ToArray(), QualityOfService.AtLeastOnce, TraceParent(sender));
        Assert.Equal(PubAckReason.Success, reason);
        using var limit = new CancellationTokenSource(_limit);
        await Task.WhenAny(complete.Task, Task.Delay(Timeout.Infinite, limit.Token));

        Assert.Equal(_steps, spans.Select(span => span.OperationName).Distinct().Order(StringComparer.Ordinal));
        var publish = Assert.Single(spans, span => span.OperationName == "publish");
        Assert.Equal(sender.SpanId, publish.ParentSpanId);
        Assert.All(spans.Where(span => span != publish), span => Assert.Equal(publish.SpanId, span.ParentSpanId));
    }

    /// <summary>W3C Trace Context: version, trace id, span id, flags.</summary>
    private static byte[] TraceParent(ActivityContext context)
    {
        var value = Encoding.ASCII.GetBytes($"00-{context.TraceId}-{context.SpanId}-01");
        var property = new byte[UserPropertyWriter.Length("traceparent"u8.Length, value.Length)];
        UserPropertyWriter.Write(property, "traceparent"u8, value);
        return property;
    }
}
