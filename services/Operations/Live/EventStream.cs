using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SmartSectors.Http;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Live;

/// <summary>
/// A stream of server-sent events, until the client leaves or the platform stops. Nothing is queued for a client: what it
/// does not take stays where all read it, and one that falls behind what is kept there is told <c>reset</c> with the reason
/// <c>lagging</c>; one that takes nothing at all for <see cref="OperationsOptions.StreamSendTimeout"/> is cut off. When the
/// key that it was opened with is good no more, it is told <c>problem</c>, and the stream ends.
/// </summary>
/// <param name="openAsync">Opens a reader after a place, or from now on.</param>
/// <param name="after">The place that the client names as the last it has seen; null for now.</param>
/// <param name="write">Writes one event.</param>
/// <param name="place">The stream's place among those that may be open.</param>
internal sealed class EventStream<T>(
    Func<string?, CancellationToken, ValueTask<ILiveReader<T>>> openAsync, string? after, Action<EventWriter, string, T> write, IDisposable place) : IResult
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(2);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var held = place;
        var services = httpContext.RequestServices;
        var key = ApiKeyGate.KeyOf(httpContext);
        var keyEnd = key is null ? CancellationToken.None : services.GetRequiredService<DeviceRegistry>().Keys.EndOf(key);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping, keyEnd);
        var stream = new Open(httpContext, services.GetRequiredService<OperationsOptions>(), services.GetRequiredService<TimeProvider>(), ending.Token);
        try
        {
            await stream.RunAsync(openAsync, after, write);
        }
        catch (OperationCanceledException) when (keyEnd.IsCancellationRequested && !httpContext.RequestAborted.IsCancellationRequested)
        {
            await stream.EndAsync(Problems.KeyNeeded(ProblemTexts.KeyEnded(key!.Name)));
        }
        catch (OperationCanceledException)
        {
            // The client left, was cut off, or the platform stops: that is how streams end, and nothing else here is cancelled.
        }
    }

    private sealed class Open(HttpContext context, OperationsOptions options, TimeProvider clock, CancellationToken ending)
    {
        private readonly EventWriter _events = new(context.Response.BodyWriter, context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);

        public async Task RunAsync(Func<string?, CancellationToken, ValueTask<ILiveReader<T>>> openAsync, string? after, Action<EventWriter, string, T> write)
        {
            var reader = await openAsync(after, ending);
            try
            {
                await BeginAsync(reader);
                while (true)
                {
                    var batch = await NextAsync(reader);
                    if (batch.Gap is LiveGap.None)
                    {
                        foreach (var (at, what) in batch.Events) write(_events, at, what);
                    }
                    else
                    {
                        // Opened before the client is told to ask anew: between the two nothing is missed.
                        reader.Dispose();
                        reader = await openAsync(null, ending);
                        _events.Event("reset", reader.Place, ResetBody.Of(batch.Gap));
                    }

                    await FlushAsync();
                }
            }
            finally
            {
                reader.Dispose();
            }
        }

        /// <summary>Says why the stream ends, whose <c>ending</c> has come.</summary>
        public async Task EndAsync(ProblemHttpResult problem)
        {
            if (!context.Response.HasStarted)
            {
                await problem.ExecuteAsync(context);
                return;
            }

            _events.Problem(problem.ProblemDetails);
            try
            {
                await FlushAsync(context.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                // The client left, or was cut off, before it took that.
            }
        }

        private async Task BeginAsync(ILiveReader<T> reader)
        {
            var response = context.Response;
            response.ContentType = "text/event-stream";
            response.Headers.CacheControl = "private, no-cache, no-store";
            response.Headers["X-Accel-Buffering"] = "no"; // A proxy such as nginx would gather events otherwise.
            await response.StartAsync(ending);
            _events.Retry(s_retryAfter);
            _events.Heartbeat(reader.Place);
            await FlushAsync();
        }

        private async Task<LiveBatch<T>> NextAsync(ILiveReader<T> reader)
        {
            var next = reader.ReadAsync(ending).AsTask();
            while (true)
            {
                using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ending);
                var first = await Task.WhenAny(next, Task.Delay(options.StreamHeartbeat, clock, waiting.Token));
                await waiting.CancelAsync(); // its timer
                if (first == next || ending.IsCancellationRequested) return await next;
                _events.Heartbeat(reader.Place);
                await FlushAsync();
            }
        }

        private Task FlushAsync() => FlushAsync(ending);

        private async Task FlushAsync(CancellationToken unless)
        {
            using var late = new CancellationTokenSource(options.StreamSendTimeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, unless);
            try
            {
                await context.Response.BodyWriter.FlushAsync(either.Token);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested)
            {
                context.Abort();
                throw;
            }
        }
    }
}
