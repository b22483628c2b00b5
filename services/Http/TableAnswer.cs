using Microsoft.AspNetCore.Http;

namespace SmartSectors.Http;

/// <summary>A page of rows and where the next one begins.</summary>
public readonly record struct RowPage<TRow>(IEnumerable<TRow> Rows, string? Next);

/// <summary>
/// Rows as CSV or JSON a line, streamed page by page, so that neither a long range nor a slow client holds anything. The
/// first page is there before the answer begins: what is wrong with the question is a problem as ever. What fails later
/// cuts the answer off, which a client can tell from its end.
/// </summary>
/// <param name="name">Of the file that a browser makes of it, without its ending.</param>
/// <param name="first">The first page.</param>
/// <param name="next">Asks for the page after a cursor; null when the first page is all that is wanted.</param>
public sealed class TableAnswer<TRow>(
    TableFormat format, string name, IReadOnlyList<string> columns, RowPage<TRow> first, Func<string, CancellationToken, Task<RowPage<TRow>>>? next,
    Action<TableWriter, TRow> write) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = format.MediaType();
        response.Headers.ContentDisposition = $"inline; filename=\"{name}.{(format is TableFormat.Csv ? "csv" : "ndjson")}\"";
        if (next is null && first.Next is { } cursor) response.Headers.Link = $"<{NextPage(httpContext.Request, cursor)}>; rel=\"next\"";

        // Begun now: an error from here on cuts it off instead of being answered among the rows.
        await response.StartAsync(httpContext.RequestAborted);
        using var rows = TableWriter.For(format, response.BodyWriter, columns);
        for (var page = first; ; page = await next(page.Next, httpContext.RequestAborted))
        {
            foreach (var row in page.Rows)
            {
                write(rows, row);
                rows.EndRow();
                await rows.FlushIfFullAsync(httpContext.RequestAborted);
            }

            if (next is null || page.Next is null) break;
        }

        await rows.FlushAsync(httpContext.RequestAborted);
    }

    private static string NextPage(HttpRequest request, string cursor)
    {
        var query = request.Query.Where(entry => !string.Equals(entry.Key, "cursor", StringComparison.OrdinalIgnoreCase))
            .Append(new("cursor", cursor));
        return $"{request.PathBase}{request.Path}{QueryString.Create(query)}";
    }
}
