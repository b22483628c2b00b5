using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace SmartSectors.Storage.Influx;

/// <summary>
/// The part of InfluxDB's HTTP API that 1.x, 2.x and 3.x share: <c>/write</c> takes lines, <c>/query</c> InfluxQL. Every
/// failure is an <see cref="InfluxException"/>; nothing is tried again here. Can be used from several threads.
/// </summary>
internal sealed class InfluxClient : IDisposable
{
    private const int RefusalBytes = 64 * 1024; // a server may repeat every line that it refuses

    private readonly HttpClient _http;
    private readonly InfluxOptions _options;
    private readonly TimeProvider _time;

    public InfluxClient(InfluxOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // the token is for this server alone
            UseCookies = false,
            ConnectTimeout = options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address is seen
        })
        {
            BaseAddress = new Uri(options.Url.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan, // each request has its own, by the clock that was given
        };
        if (options.Token is { } token) _http.DefaultRequestHeaders.Authorization = Credentials(token);
    }

    /// <summary>Writes lines; what this returns from was answered 204, which InfluxDB sends when it has them on its disk.</summary>
    /// <param name="retentionPolicy">Null for the database's default one.</param>
    public async Task WriteAsync(ReadOnlyMemory<byte> lines, string? retentionPolicy, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address("write", ("rp", retentionPolicy), ("precision", "ms")))
        {
            Content = Compressed(lines),
        };
        await SendAsync(
            request,
            async (response, cancelled) =>
            {
                if (response.StatusCode == HttpStatusCode.NoContent) return true;
                throw InfluxRefusal.Of(response, await ReadAsync(response, RefusalBytes, cancelled).ConfigureAwait(false), isWrite: true);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks a SELECT or SHOW; times of the answer are in milliseconds.</summary>
    public Task<InfluxAnswer> QueryAsync(string influxQl, string? retentionPolicy, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Get, influxQl, retentionPolicy, cancellationToken);

    /// <summary>Orders something that changes the server, such as CREATE DATABASE.</summary>
    public Task<InfluxAnswer> OrderAsync(string influxQl, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, influxQl, null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<InfluxAnswer> AskAsync(HttpMethod method, string influxQl, string? retentionPolicy, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, Address("query", ("rp", retentionPolicy), ("epoch", "ms"), ("q", influxQl)));
        return await SendAsync(
            request,
            async (response, cancelled) => response.StatusCode == HttpStatusCode.OK
                ? InfluxAnswer.Parse(await ReadAsync(response, _options.MaxAnswerBytes, cancelled).ConfigureAwait(false))
                : throw InfluxRefusal.Of(response, await ReadAsync(response, RefusalBytes, cancelled).ConfigureAwait(false), isWrite: false),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> SendAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return await read(response, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new InfluxException(InfluxFailure.TimedOut, $"InfluxDB at {Host} did not answer within {_options.Timeout.TotalSeconds:0.#} s.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new InfluxException(InfluxFailure.Unreachable, $"InfluxDB at {Host} cannot be reached: {failure.Message}", failure);
        }
    }

    private string Host => _options.Url.GetLeftPart(UriPartial.Authority)[(_options.Url.Scheme.Length + 3)..].Split('@')[^1];

    private string Address(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var address = new StringBuilder($"{path}?db={Uri.EscapeDataString(_options.Database)}");
        foreach (var (name, value) in parameters)
        {
            // A semicolon as well: servers written in Go take it for the end of a parameter.
            if (value is not null) address.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return address.ToString();
    }

    // A header of 200 must not be taken for the answer: what is cut off or without end is a failure.
    private async Task<byte[]> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            body.Write(buffer, 0, read);
            if (body.Length <= limit) continue;
            if (!response.IsSuccessStatusCode) break;
            throw new InfluxException(InfluxFailure.BadAnswer, $"InfluxDB at {Host} answered more than {limit:N0} bytes.");
        }

        return body.ToArray();
    }

    private static ByteArrayContent Compressed(ReadOnlyMemory<byte> lines)
    {
        using var packed = new MemoryStream(Math.Max(1024, lines.Length / 8));
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(lines.Span);
        var content = new ByteArrayContent(packed.GetBuffer(), 0, (int)packed.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain", "utf-8");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    // 1.x before 1.8 knows no tokens; user and password serve every 1.x, and no token of 2.x or 3.x has a colon.
    private static AuthenticationHeaderValue Credentials(string token) => token.Contains(':', StringComparison.Ordinal)
        ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(token)))
        : new("Token", token);
}
