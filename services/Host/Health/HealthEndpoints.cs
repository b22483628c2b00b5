using System.Text.Json.Serialization;
using SmartSectors.Reporting.Scheduling;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Health;

/// <summary>
/// What an orchestrator asks. Live: the process answers. Ready: it acknowledges and its stores answer. Catching up does
/// not make it unready, for what was acknowledged is safe; it is told beside, as are an InfluxDB that lags (<c>sink.degraded</c>) and a disk budget that is
/// reached (<c>disk.degraded</c>), and why a release that is due is not made (<c>reports</c>; null where nothing hinders).
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>An answer that takes longer than this is none.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Json(new LiveBody("live"), HealthJson.Default.LiveBody)).ExcludeFromDescription();
        routes.MapGet("/health/ready", Ready).ExcludeFromDescription();
    }

    private static async Task<IResult> Ready(
        IPlatformStatusQuery platform, ILedgerQuery ledger, TimeProvider clock, ILoggerFactory logs, IServiceProvider services, CancellationToken cancellationToken)
    {
        var status = platform.Current();
        var silence = await SilenceAsync(ledger, clock, logs, cancellationToken);
        var ready = status.Acknowledging && silence is null;
        var body = new ReadyBody(
            ready, status.Acknowledging, silence is null, status.Problem ?? silence, status.CatchingUp, status.UnappliedReadings, status.StoppedPartitions, status.Brokers, status.Sink, status.Disk,
            services.GetService<ReleaseSchedule>()?.Problem);
        return TypedResults.Json(body, HealthJson.Default.ReadyBody, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Why the stores do not answer, or null when they do.</summary>
    private static async Task<string?> SilenceAsync(ILedgerQuery ledger, TimeProvider clock, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        try
        {
            await ledger.TotalAsync(cancellationToken).AsTask().WaitAsync(AnswerLimit, clock, cancellationToken);
            return null;
        }
        catch (TimeoutException)
        {
            return $"The stores did not answer within {AnswerLimit.TotalSeconds:0} s.";
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logs.CreateLogger(typeof(HealthEndpoints)).StoresDoNotAnswer(failure);
            return "The stores do not answer; the log of the process tells why.";
        }
    }
}

internal static partial class HealthLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The stores do not answer")]
    public static partial void StoresDoNotAnswer(this ILogger logger, Exception failure);
}

internal sealed record LiveBody(string Status);

internal sealed record ReadyBody(
    bool Ready, bool Acknowledging, bool Answering, string? Problem, bool CatchingUp, long UnappliedReadings, IReadOnlyList<int> StoppedPartitions,
    IReadOnlyList<BrokerStatus> Brokers, SinkStatus? Sink, DiskStatus? Disk, string? Reports);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LiveBody))]
[JsonSerializable(typeof(ReadyBody))]
internal sealed partial class HealthJson : JsonSerializerContext;
