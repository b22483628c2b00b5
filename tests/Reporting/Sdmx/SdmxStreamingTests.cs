using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Queries;
using static SmartSectors.Reporting.Tests.Sdmx.SdmxQuestions;

namespace SmartSectors.Reporting.Tests.Sdmx;

/// <summary>Clients that take their time.</summary>
public sealed class SdmxStreamingTests : IAsyncLifetime
{
    private const int Areas = 400;
    private const int Hours = 240;

    private readonly ReportingHost _host = new();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        // More than an answer holds at once, and than the buffers of a connection take.
        _host.Releases.Publish([.. Enumerable.Range(0, Hours).Select(hour =>
            (Block(Window.Hour, "86", Local(2026, 10, 1).AddHours(hour)), Enumerable.Range(0, Areas).Select(area => Observation($"86{area:000}", area + 1)).ToArray()))]);
    }

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_answer_of_many_passes_has_every_observation_once_and_in_order()
    {
        var answer = await _host.AskDataAsync($"{Flow}/*/H.*.*.*.VALUE");
        Assert.Equal(
            Enumerable.Range(0, Areas).SelectMany(area => Enumerable.Repeat($"VN_86_86{area:000} {area + 1}", Hours)), answer.Rows.Select(row => $"{row[4]} {row[9]}"));
        Assert.Equal(Areas * Hours, answer.Rows.Select(row => row[4] + row[8]).Distinct().Count());
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_no_release_back_and_sees_none()
    {
        using var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(_host.Client.BaseAddress!.Host, _host.Client.BaseAddress.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {Flow}/*/H HTTP/1.1\r\nHost: localhost\r\nAccept: {Csv}\r\nConnection: close\r\n\r\n"));
        var one = new byte[1];
        Assert.Equal(1, await stream.ReadAsync(one));

        // The file's log is emptied behind a release: nobody reads of it.
        _host.Releases.Publish((Block(Window.Hour, "86", Local(2026, 10, 10, 23)), [.. Enumerable.Range(0, Areas).Select(area => Observation($"86{area:000}", -1))]));
        using (var other = new SqliteConnection($"Data Source={_host.ReleasesPath};Pooling=False"))
        {
            other.Open();
            using var checkpoint = other.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            Assert.Equal(0L, checkpoint.ExecuteScalar());
        }

        using var rest = new StreamReader(stream);
        var text = await rest.ReadToEndAsync();
        Assert.Contains("2026-10-10T23:00:00+07:00/PT1H,400,", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/PT1H,-1,", text, StringComparison.Ordinal);
    }
}

/// <summary>Where there is little room.</summary>
public sealed class SdmxLimitTests : IAsyncLifetime
{
    private readonly ReportingHost _host = new() { Sdmx = new() { MaxObservations = 20, MaxPeriods = 5, MaxAnswers = 0, IsOpen = false } };

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task One_answer_more_than_may_be_is_told_to_come_again()
    {
        _host.Releases.Publish((Block(Window.Day, "86", Local(2026, 10, 1)), [Observation("86", 1)]));
        var answer = await _host.AskAsync(Flow, Csv);
        Assert.Equal((503, "5"), (answer.Status, answer.Headers["Retry-After"]));
        Assert.Equal(503, (await _host.AskAsync("/sdmx/v2/availability/dataflow/VN_SMARTSECTORS/DF_IOT")).Status);
    }
}

/// <summary>Where an answer may have few observations.</summary>
public sealed class SdmxSizeTests : IAsyncLifetime
{
    private readonly ReportingHost _host = new() { Sdmx = new() { MaxObservations = 20, MaxPeriods = 5 } };

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Too_much_at_once_is_refused_with_what_it_would_be_and_answered_in_pieces()
    {
        _host.Releases.Publish([.. Enumerable.Range(1, 6).Select(day => (Block(Window.Day, "VN", Local(2026, 10, day)), new[] { Observation("VN", 1), Observation("unassigned", 1) }))]);

        var periods = await _host.AskAsync($"{Flow}/*/D.VN", Csv);
        Assert.Equal(413, periods.Status);
        Assert.Contains("5 periods", periods.Text, StringComparison.Ordinal);
        var observations = await _host.AskAsync($"{Flow}?c[TIME_PERIOD]=le:2026-10-05", Csv);
        Assert.Equal(413, observations.Status);
        Assert.Contains("up to 70 observations", observations.Text, StringComparison.Ordinal);

        Assert.Equal(20, (await _host.AskDataAsync($"{Flow}?c[TIME_PERIOD]=le:2026-10-05&limit=20")).Rows.Length);
        Assert.Equal(10, (await _host.AskDataAsync($"{Flow}/*/D.VN.*.*.MEAN+VALUE?c[TIME_PERIOD]=le:2026-10-05")).Rows.Length);
    }
}
