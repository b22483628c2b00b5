using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Storage.Influx;

namespace SmartSectors.Storage.Tests.Influx;

public sealed class LineDeliveryTests
{
    [Theory]
    [InlineData(1, new int[0])]
    [InlineData(100, new[] { 37 })]
    [InlineData(100, new[] { 0, 1, 99 })]
    [InlineData(1, new[] { 0 })]
    [InlineData(7, new[] { 0, 1, 2, 3, 4, 5, 6 })]
    public async Task Refused_lines_are_left_out_one_by_one_and_all_others_are_written(int lines, int[] bad)
    {
        var written = new HashSet<string>();
        using var server = new ScriptedInflux(request =>
        {
            var refused = request.Lines.Where(line => bad.Any(number => line.Contains($"k={number} ", StringComparison.Ordinal))).ToList();
            lock (written) written.UnionWith(request.Lines.Except(refused));
            return refused.Count == 0 ? ScriptedInflux.Stored : ScriptedInflux.Answer(400, $$"""{"error":"partial write: unable to parse '{{refused[0]}}' dropped=0"}""");
        });

        var delivery = await DeliverAsync(server, lines);

        Assert.Equal(lines - bad.Length, written.Count);
        Assert.Equal(lines - bad.Length, delivery.Written);
        Assert.Equal(bad.Length, delivery.Refused);
        if (bad.Length > 0) Assert.Contains("unable to parse", delivery.LastRefusal!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_are_all_dropped_are_not_asked_for_one_by_one()
    {
        using var server = new ScriptedInflux(request =>
            ScriptedInflux.Answer(400, $$"""{"error":"partial write: points beyond retention policy dropped={{request.Lines.Length}}"}"""));
        var delivery = await DeliverAsync(server, 1_000);

        Assert.Equal((0, 1_000), (delivery.Written, delivery.Refused));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_goes_in_halves_and_later_ones_are_smaller()
    {
        using var server = new ScriptedInflux(request => request.Lines.Length > 10 ? ScriptedInflux.Answer(413) : ScriptedInflux.Stored);
        var delivery = await DeliverAsync(server, 64);

        Assert.Equal((64, 0), (delivery.Written, delivery.Refused));
        Assert.InRange(delivery.BytesTaken, 1, 64 * 12 / 4);
    }

    [Fact]
    public async Task A_line_that_is_too_large_by_itself_is_refused()
    {
        using var server = new ScriptedInflux(_ => ScriptedInflux.Answer(413));
        var delivery = await DeliverAsync(server, 3);
        Assert.Equal((0, 3), (delivery.Written, delivery.Refused));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(500)]
    public async Task What_another_try_may_mend_is_not_taken_apart(int status)
    {
        using var server = new ScriptedInflux(_ => ScriptedInflux.Answer(status));
        await Assert.ThrowsAsync<InfluxException>(() => DeliverAsync(server, 100));
        Assert.Single(server.Requests);
    }

    private static async Task<LineDelivery> DeliverAsync(ScriptedInflux server, int lines)
    {
        using var client = new InfluxClient(new InfluxOptions { Url = server.Url }, TimeProvider.System);
        var delivery = new LineDelivery(client, NullLogger.Instance);
        var batch = new LineBatch();
        for (var i = 0; i < lines; i++) batch.Begin(LineBatch.Series("m", ("k", $"{i}"))).Integer("v"u8, 1).End(i);
        await delivery.DeliverAsync(batch, "raw", default);
        return delivery;
    }
}
