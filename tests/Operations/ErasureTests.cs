using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests;

public sealed class ErasureTests : IAsyncLifetime
{
    private const string Path = "/api/v1/devices/probe-7/erasures";

    private readonly OperationsHost _host = new();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        _host.Erasures.Heard.Add("probe-7");
    }

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_administrator_orders_it_and_finds_what_became_of_it()
    {
        var (status, body) = await _host.PostAsync(Path, """{"reason":" the patient asked ","from":"2026-06-01T07:00:00+07:00"}""");

        Assert.Equal((202, 1), (status, body.GetProperty("number").GetInt32()));
        var from = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal([("probe-7", (DateTimeOffset?)from, null, "the patient asked", "admin")], _host.Erasures.Orders);

        var now = _host.Clock.Now;
        _host.Erasures.Known.Add(new DeviceErasure(1, from, now, now, "admin", "the patient asked", now, 12, now, IsScrubbed: true));
        _host.Erasures.Known.Add(new DeviceErasure(2, null, now, now, "admin", "again", null, null, null, IsScrubbed: false));
        var listed = (await _host.GetAsync(Path)).GetProperty("erasures");
        Assert.Equal(("scrubbed", 12), (listed[0].GetProperty("state").GetString(), listed[0].GetProperty("readings").GetInt32()));
        Assert.Equal("ordered", listed[1].GetProperty("state").GetString());
        Assert.Equal(42, (await _host.GetAsync(Path + "/preview")).GetProperty("readings").GetInt32());
    }

    [Theory]
    [InlineData("""{}""", "reason: it is missing")]
    [InlineData("""{"reason":" "}""", "reason: it is missing")]
    [InlineData("""{"reason":"x","from":"2027-07-10T00:00:00Z"}""", "from: it is in the future")]
    [InlineData("""{"reason":"x","from":"2026-06-01T00:00:00Z","until":"2026-06-01T00:00:00Z"}""", "until: it is not after 'from'.")]
    public async Task What_is_wrong_is_said_and_nothing_is_ordered(string order, string expected)
    {
        var (status, body) = await _host.PostAsync(Path, order);

        Assert.Equal(400, status);
        Assert.Contains(expected, body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(_host.Erasures.Orders);
    }

    [Fact]
    public async Task Nobody_orders_it_without_a_key_nor_for_a_device_that_was_never_heard()
    {
        Assert.Equal(401, (await _host.PostAsync(Path, """{"reason":"x"}""", key: null)).Status);
        Assert.Equal(404, (await _host.PostAsync("/api/v1/devices/probe-8/erasures", """{"reason":"x"}""")).Status);
        await _host.GetAsync("/api/v1/devices/probe-8/erasures", 404);
        await _host.GetAsync("/api/v1/devices/probe-8/erasures/preview", 404);
        Assert.Empty(_host.Erasures.Orders);
    }
}
