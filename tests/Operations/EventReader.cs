namespace SmartSectors.Operations.Tests;

/// <summary>One event of a stream, or a comment with a place (then without a name).</summary>
internal sealed record StreamEvent(string? Id, string? Name, string? Data);

/// <summary>Reads a stream of server-sent events as a client does.</summary>
internal sealed class EventReader(HttpResponseMessage answer, StreamReader lines) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // Of the whole stream: heartbeats would keep a reader waiting for ever.
    private readonly CancellationTokenSource _end = new(s_patience);

    public HttpResponseMessage Answer => answer;

    public static async Task<EventReader> OpenAsync(HttpClient client, string path, string? lastEventId = null, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(s_patience);
        return new EventReader(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next block of lines; null at the stream's end.</summary>
    public async Task<StreamEvent?> NextAsync()
    {
        var found = new StreamEvent(null, null, null);
        for (string? line; (line = await lines.ReadLineAsync(_end.Token)) is { Length: > 0 };)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) found = found with { Id = line[4..] };
            if (line.StartsWith("event: ", StringComparison.Ordinal)) found = found with { Name = line[7..] };
            if (line.StartsWith("data: ", StringComparison.Ordinal)) found = found with { Data = line[6..] };
            if (line.StartsWith("retry: ", StringComparison.Ordinal)) found = found with { Name = "retry" };
        }

        return found is { Id: null, Name: null } ? null : found;
    }

    /// <summary>The next event proper.</summary>
    public async Task<StreamEvent?> NextEventAsync()
    {
        while (await NextAsync() is { } next)
        {
            if (next.Data is not null) return next;
        }

        return null;
    }

    public void Dispose()
    {
        _end.Dispose();
        lines.Dispose();
        answer.Dispose();
    }
}
