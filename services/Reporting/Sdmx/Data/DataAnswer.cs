using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using SmartSectors.Reporting.Releases;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>
/// An answer that is written as its client takes it: 204 where there is nothing. It has its reader and its place among the
/// answers until it ends.
/// </summary>
/// <param name="write">Makes the writer of its format, once there is something to write.</param>
internal sealed class DataAnswer(
    ReleaseReader reader, IDisposable place, IEnumerable<Series> data, string contentType, string? fileName, SdmxOptions options, Func<HttpResponse, DataWriter> write)
    : IResult
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var placeTaken = place;
        using var readerOpen = reader;
        using var series = data.GetEnumerator();
        var response = httpContext.Response;
        // The first one is looked for before the answer begins: what is wrong until then is a problem as ever.
        if (!series.MoveNext())
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        response.ContentType = contentType;
        response.Headers.ContentLanguage = "vi, en";
        if (fileName is not null) response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        if (HttpMethods.IsHead(httpContext.Request.Method)) return;

        // Of HTTP/1; streams of HTTP/2 share a connection and have the server's own limit.
        if (httpContext.Request.Protocol == HttpProtocol.Http11 && httpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = new MinDataRate(options.MinBytesPerSecond, s_grace);

        await response.StartAsync(httpContext.RequestAborted);
        using var writer = write(response);
        do await writer.WriteAsync(series.Current, httpContext.RequestAborted);
        while (series.MoveNext());
        await writer.CompleteAsync(httpContext.RequestAborted);
    }
}
