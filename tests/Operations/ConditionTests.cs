using System.Text.Json;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests;

public sealed class ConditionTests : IAsyncLifetime
{
    private const string Path = "/api/v1/devices/probe-7/condition";

    private readonly OperationsHost _host = new();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        _host.Conditions.Heard.Add("probe-7");
    }

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_operator_says_a_condition_over_a_time()
    {
        var (status, body) = await _host.PostAsync(Path, """{"condition":"Maintenance","from":"2026-07-01T06:00:00Z","until":"2026-07-01T14:00:00+07:00"}""");

        Assert.Equal(200, status);
        var expected = """{"device":"probe-7","condition":"maintenance","from":"2026-07-01T06:00:00.000Z","until":"2026-07-01T07:00:00.000Z"}""";
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), body), body.GetRawText());
        var from = new DateTimeOffset(2026, 7, 1, 6, 0, 0, TimeSpan.Zero);
        Assert.Equal([("probe-7", DeviceCondition.Maintenance, from, from.AddHours(1), "admin")], _host.Conditions.Reports);
    }

    [Fact]
    public async Task It_is_from_now_on_until_something_else_is_said_where_no_time_is_given()
    {
        var (status, _) = await _host.PostAsync(Path, """{"condition":"error"}""");

        Assert.Equal(200, status);
        Assert.Equal([("probe-7", DeviceCondition.Error, _host.Clock.Now, null, "admin")], _host.Conditions.Reports);
    }

    [Theory]
    [InlineData("""{"condition":"broken"}""", "condition: it is one of normal, calibrating, error, maintenance.")]
    [InlineData("""{}""", "condition:")]
    [InlineData("""{"condition":"error","from":"2026-05-01T00:00:00Z"}""", "from: it is more than 30 days ago")]
    [InlineData("""{"condition":"error","from":"2027-07-10T00:00:00Z"}""", "from: it is more than a year ahead.")]
    [InlineData("""{"condition":"error","from":"2026-07-01T06:00:00Z","until":"2026-07-01T06:00:00Z"}""", "until: it is not after 'from'.")]
    public async Task What_is_wrong_is_said_and_nothing_is_put_down(string report, string expected)
    {
        var (status, body) = await _host.PostAsync(Path, report);

        Assert.Equal(400, status);
        Assert.Contains(expected, body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(_host.Conditions.Reports);
    }

    [Fact]
    public async Task A_device_that_was_never_heard_has_none_and_nobody_says_one_without_a_key()
    {
        Assert.Equal(404, (await _host.PostAsync("/api/v1/devices/probe-8/condition", """{"condition":"error"}""")).Status);
        Assert.Equal(401, (await _host.PostAsync(Path, """{"condition":"error"}""", key: null)).Status);
        Assert.Empty(_host.Conditions.Reports);
    }

    [Fact]
    public async Task A_device_tells_its_condition_since_when_and_who_says_so()
    {
        _host.Devices.Add("probe-7", "farm-1", OperationsHost.SoilMoisture, (_host.Clock.Now, 30));
        _host.Devices.Twins["probe-7"] = _host.Devices.Twins["probe-7"] with
        {
            Condition = new ReportedCondition(DeviceCondition.Calibrating, ConditionSource.Device, _host.Clock.Now.AddMinutes(-30), null),
        };

        var condition = (await _host.GetAsync("/api/v1/devices/probe-7")).GetProperty("condition");
        var expected = """{"state":"calibrating","since":"2026-07-01T08:00:00.000Z","until":null,"source":"device"}""";
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), condition), condition.GetRawText());
    }
}
