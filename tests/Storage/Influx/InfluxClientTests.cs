using System.Text;
using SmartSectors.Storage.Influx;

namespace SmartSectors.Storage.Tests.Influx;

/// <summary>Answers that a real server will not give on demand, over real sockets.</summary>
public sealed class InfluxClientTests
{
    private static readonly byte[] s_line = Encoding.UTF8.GetBytes("m v=1 0\n");

    [Theory]
    [InlineData(400, """{"error":"partial write: field type conflict: … dropped=1"}""", InfluxFailure.LinesRefused)]
    [InlineData(400, """{"error":"unable to parse 'm v=x': invalid number"}""", InfluxFailure.LinesRefused)]
    [InlineData(422, """{"code":"unprocessable entity","message":"failure writing points to database: partial write: …"}""", InfluxFailure.LinesRefused)]
    [InlineData(400, """{"error":"partial write: max-values-per-tag limit exceeded (100000/100000) dropped=1"}""", InfluxFailure.ServerLimit)]
    [InlineData(400, """{"error":"database is required"}""", InfluxFailure.Refused)]
    [InlineData(401, """{"error":"authorization failed"}""", InfluxFailure.Unauthorized)]
    [InlineData(403, "", InfluxFailure.Unauthorized)]
    [InlineData(404, """{"error":"database not found: \"x\""}""", InfluxFailure.NoDatabase)]
    [InlineData(413, "", InfluxFailure.TooLarge)]
    [InlineData(429, "", InfluxFailure.Unavailable)]
    [InlineData(500, """{"error":"engine is closed"}""", InfluxFailure.Unavailable)]
    [InlineData(500, """{"error":"retention policy not found: raw"}""", InfluxFailure.NoDatabase)]
    [InlineData(503, "<html>not json", InfluxFailure.Unavailable)]
    [InlineData(302, "", InfluxFailure.BadAnswer)]
    [InlineData(200, "<html>a portal's login page</html>", InfluxFailure.BadAnswer)]
    public async Task A_refused_write_is_told_by_its_reason(int status, string body, InfluxFailure expected)
    {
        using var server = new ScriptedInflux(_ => ScriptedInflux.Answer(status, body));
        Assert.Equal(expected, (await FailureAsync(server, client => client.WriteAsync(s_line, "raw", default))).Failure);
    }

    [Fact]
    public async Task What_the_server_says_is_in_the_message_and_the_token_is_not()
    {
        using var server = new ScriptedInflux(_ => ScriptedInflux.Answer(401, """{"error":"authorization failed"}"""));
        var failure = await FailureAsync(server, client => client.WriteAsync(s_line, "raw", default), token: "very-secret");

        Assert.Contains("authorization failed", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Authorization: Token very-secret", server.Requests[0].Head, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_and_password_go_as_1_x_wants_them()
    {
        using var server = new ScriptedInflux(_ => ScriptedInflux.Stored);
        using var client = Client(server, "user:pass");
        await client.WriteAsync(s_line, "raw", default);

        Assert.Contains("Authorization: Basic dXNlcjpwYXNz", server.Requests[0].Head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_is_compressed_and_names_database_policy_and_precision()
    {
        using var server = new ScriptedInflux(_ => ScriptedInflux.Stored);
        using var client = Client(server);
        await client.WriteAsync(s_line, "raw", default);

        Assert.StartsWith("POST /write?db=smart%20sectors&rp=raw&precision=ms HTTP/1.1", server.Requests[0].Head, StringComparison.Ordinal);
        Assert.Contains("Content-Encoding: gzip", server.Requests[0].Head, StringComparison.Ordinal);
        Assert.Equal("m v=1 0\n", server.Requests[0].Body);
    }

    [Fact]
    public async Task A_connection_that_ends_without_an_answer_is_unreachable()
    {
        using var server = new ScriptedInflux(_ => "");
        Assert.Equal(InfluxFailure.Unreachable, (await FailureAsync(server, client => client.WriteAsync(s_line, "raw", default))).Failure);
    }

    [Fact]
    public async Task Half_an_answer_to_a_query_is_a_failure_and_no_shorter_result()
    {
        using var server = new ScriptedInflux(_ => "HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\n{\"results\":[{\"statement_id\":0}]}");
        Assert.Equal(InfluxFailure.Unreachable, (await FailureAsync(server, client => client.QueryAsync("SELECT", null, default))).Failure);
    }

    [Fact]
    public async Task Half_a_chunked_answer_is_a_failure()
    {
        using var server = new ScriptedInflux(_ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1f\r\n{\"results\":[{\"statement_id\":0}]}\r\n");
        Assert.Equal(InfluxFailure.Unreachable, (await FailureAsync(server, client => client.QueryAsync("SELECT", null, default))).Failure);
    }

    [Theory]
    [InlineData("{\"results\":[{\"statement_id\":0,", InfluxFailure.BadAnswer)]
    [InlineData("<html>", InfluxFailure.BadAnswer)]
    [InlineData("[1]", InfluxFailure.BadAnswer)]
    [InlineData("""{"results":[{"error":"timeout"}]}""", InfluxFailure.Refused)]
    [InlineData("""{"results":[{"series":[{"columns":["time"],"values":[[1]],"partial":true}]}]}""", InfluxFailure.BadAnswer)]
    [InlineData("""{"results":[{"partial":true}]}""", InfluxFailure.BadAnswer)]
    public async Task An_answer_that_is_no_whole_result_is_a_failure(string body, InfluxFailure expected)
    {
        using var server = new ScriptedInflux(_ => ScriptedInflux.Answer(200, body));
        Assert.Equal(expected, (await FailureAsync(server, client => client.QueryAsync("SELECT", null, default))).Failure);
    }

    [Fact]
    public async Task No_answer_in_time_is_a_failure_by_the_clock()
    {
        using var server = new ScriptedInflux(_ => null);
        var failure = await FailureAsync(server, client => client.WriteAsync(s_line, "raw", default), timeout: TimeSpan.FromMilliseconds(200));
        Assert.Equal(InfluxFailure.TimedOut, failure.Failure);
    }

    [Fact]
    public async Task An_answer_that_stops_in_its_body_is_late_too()
    {
        using var server = new ScriptedInflux(_ => "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{");
        var failure = await FailureAsync(server, client => client.QueryAsync("SELECT", null, default), timeout: TimeSpan.FromMilliseconds(200));
        Assert.Equal(InfluxFailure.TimedOut, failure.Failure);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_it()
    {
        using var server = new ScriptedInflux(_ => ScriptedInflux.Answer(200, new string(' ', 100_000)));
        Assert.Equal(InfluxFailure.BadAnswer, (await FailureAsync(server, client => client.QueryAsync("SELECT", null, default))).Failure);
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable()
    {
        Uri url;
        using (var server = new ScriptedInflux(_ => null)) url = server.Url;
        using var client = new InfluxClient(new InfluxOptions { Url = url }, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<InfluxException>(() => client.WriteAsync(s_line, "raw", default));
        Assert.Equal(InfluxFailure.Unreachable, failure.Failure);
    }

    [Fact]
    public async Task The_caller_who_gives_up_is_told_so_and_not_of_a_failure()
    {
        using var server = new ScriptedInflux(_ => null);
        using var client = Client(server);
        using var end = new CancellationTokenSource();
        var write = client.WriteAsync(s_line, "raw", end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
    }

    [Fact]
    public async Task How_long_the_server_wants_to_be_left_alone_is_told()
    {
        using var server = new ScriptedInflux(_ => ScriptedInflux.Answer(503, "", "Retry-After: 7\r\n"));
        Assert.Equal(TimeSpan.FromSeconds(7), (await FailureAsync(server, client => client.WriteAsync(s_line, "raw", default))).RetryAfter);
    }

    [Fact]
    public void Waits_double_with_jitter_up_to_their_limit_and_begin_anew_after_a_success()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new Random(1));
        for (var failures = 0; failures < 40; failures++)
        {
            var full = Math.Min(60, Math.Pow(2, failures));
            Assert.InRange(backoff.Next(null).TotalSeconds, full / 2, full);
        }

        Assert.Equal(TimeSpan.FromSeconds(60), backoff.Next(TimeSpan.FromHours(5)));
        backoff.Reset();
        Assert.Equal(TimeSpan.FromSeconds(20), backoff.Next(TimeSpan.FromSeconds(20)));
    }

    private static async Task<InfluxException> FailureAsync(
        ScriptedInflux server, Func<InfluxClient, Task> ask, string? token = null, TimeSpan? timeout = null)
    {
        using var client = Client(server, token, timeout);
        return await Assert.ThrowsAsync<InfluxException>(() => ask(client));
    }

    private static InfluxClient Client(ScriptedInflux server, string? token = null, TimeSpan? timeout = null) => new(
        new InfluxOptions { Url = server.Url, Token = token, Database = "smart sectors", Timeout = timeout ?? TimeSpan.FromSeconds(30), MaxAnswerBytes = 50_000 },
        TimeProvider.System);
}
