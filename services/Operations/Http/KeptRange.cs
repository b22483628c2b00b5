using Microsoft.AspNetCore.Http;
using SmartSectors.Http;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Http;

/// <summary>
/// Says of an answer whose range begins before what is still kept from when on it is whole: in a header, which rows have as
/// well, and in the body where there is one. An answer that lacks nothing says nothing.
/// </summary>
internal sealed class KeptRange(IKeptQuery kept)
{
    public const string HeaderName = "X-Kept-From";

    /// <summary>Null when nothing of the range was dropped.</summary>
    public async ValueTask<DateTimeOffset?> TellAsync(HttpContext context, AggregateRequest request, CancellationToken cancellationToken) =>
        Tell(context, request.From, await kept.OfCellsAsync(request, cancellationToken));

    /// <inheritdoc cref="TellAsync(HttpContext, AggregateRequest, CancellationToken)"/>
    public async ValueTask<DateTimeOffset?> TellAsync(HttpContext context, IReadOnlyCollection<string> devices, TimeRange range, CancellationToken cancellationToken) =>
        Tell(context, range.From, await kept.OfReadingsAsync(devices, cancellationToken));

    private static DateTimeOffset? Tell(HttpContext context, DateTimeOffset from, DateTimeOffset? keptFrom)
    {
        if (keptFrom is not { } moment || moment <= from) return null;
        context.Response.Headers[HeaderName] = UtcTimes.Format(moment);
        return moment;
    }
}
