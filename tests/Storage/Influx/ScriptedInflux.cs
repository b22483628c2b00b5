using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmartSectors.Storage.Tests.Influx;

/// <summary>A request as the scripted server took it off its socket.</summary>
internal sealed record ScriptedRequest(string Head, string Body)
{
    public string[] Lines => Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>
/// Speaks HTTP over real sockets and does what a real InfluxDB will not do on demand: the script gets each request and
/// returns the bytes to answer with; null for none, after which the connection stays open and silent.
/// </summary>
internal sealed class ScriptedInflux : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<ScriptedRequest, string?> _script;

    public ScriptedInflux(Func<ScriptedRequest, string?> script)
    {
        _script = script;
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public List<ScriptedRequest> Requests { get; } = [];

    public static string Answer(int status, string body = "", string headers = "") =>
        $"HTTP/1.1 {status} Said\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}";

    public static string Stored => "HTTP/1.1 204 No Content\r\n\r\n";

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var end = _end.Token;
        try
        {
            using (client)
            {
                var stream = client.GetStream();
                while (await ReadAsync(stream, end) is { } request)
                {
                    lock (Requests) Requests.Add(request);
                    if (_script(request) is not { } answer)
                    {
                        await Task.Delay(Timeout.Infinite, end);
                        return;
                    }

                    await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), end);
                    if (answer.Length == 0 || answer.Contains("Connection: close", StringComparison.Ordinal)) return;
                }
            }
        }
        catch (Exception over) when (over is OperationCanceledException or IOException)
        {
            // The client has gone, or the test is over.
        }
    }

    private static async Task<ScriptedRequest?> ReadAsync(NetworkStream stream, CancellationToken end)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, end) == 0) return null;
            head.Add(one[0]);
        }

        var text = Encoding.ASCII.GetString([.. head]);
        var length = text.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => int.Parse(line[15..], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, end);
        if (!text.Contains("Content-Encoding: gzip", StringComparison.OrdinalIgnoreCase)) return new(text, Encoding.UTF8.GetString(body));

        using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return new(text, await reader.ReadToEndAsync(end));
    }
}
