using System.Globalization;
using System.Text;
using System.Text.Json;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>Vehicles over real MQTT from one province to another: what was sent is what the provinces and the nation count.</summary>
public sealed class MovingDevicesTests : IAsyncLifetime, IDisposable
{
    private static readonly (string Code, double Latitude, double Longitude) s_hanoi = ("01", 21.0278, 105.8342);
    private static readonly (string Code, double Latitude, double Longitude) s_daNang = ("48", 16.0544, 108.2022);
    private static readonly (string Code, double Latitude, double Longitude) s_saigon = ("79", 10.7769, 106.7009);

    private readonly ScratchFolder _scratch = new();
    private Platform? _running;

    private Platform Running => _running ?? throw new InvalidOperationException("BUG: asked before it was started");

    // The depot of both is in Saigon: there are readings without a position as well.
    public async Task InitializeAsync()
    {
        _running = await Platform.StartReadyAsync(_scratch.Path, PlatformPorts.Free());
        var depot = AreaCatalog.Load().CommunesOf(s_saigon.Code)[0];
        await Running.PostAsync("api/v1/sites", new { id = "depot", name = "Bến xe", sector = "transport", commune = depot.Code, owner = "Sở" });
        await Running.PostAsync("api/v1/devices", new object[]
        {
            new { id = "fleet-7:truck-12", site = "depot", profile = "owntracks-vehicle" },
            new { id = "0055:01216", site = "depot", profile = "hsl-bus" },
            new { id = "gate", site = "depot" },
        });
    }

    public async Task DisposeAsync()
    {
        if (_running is not null) await _running.DisposeAsync();
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Each_reading_counts_in_the_province_where_its_vehicle_was()
    {
        // A minute that is open still, and over.
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var minute = now - (now % 60) - 60;
        await using (var publisher = await MqttPublisher.ConnectAsync("127.0.0.1", Running.Ports.Mqtt, new MqttPublisherOptions { Version = MqttVersion.V5, UserName = "gateway" }))
        {
            for (var i = 0; i < 12; i++)
            {
                var truck = i < 7 ? s_hanoi : s_saigon;
                var bus = i < 4 ? s_hanoi : s_daNang;
                await PublishAsync(publisher, "owntracks/fleet-7/truck-12",
                    FormattableString.Invariant($$"""{"_type":"location","lat":{{truck.Latitude}},"lon":{{truck.Longitude}},"tst":{{minute + (i * 4)}},"vel":{{40 + i}}}"""));
                await PublishAsync(publisher, "/hfp/v2/journey/ongoing/vp/bus/0055/01216/1069/1/Malmi/7:20/1130106/2/60;24/19/73/44",
                    FormattableString.Invariant($$$"""{"VP":{"tsi":{{{minute + (i * 4)}}},"spd":{{{10 + i}}},"lat":{{{bus.Latitude}}},"long":{{{bus.Longitude}}}}}"""));
            }

            await PublishAsync(publisher, "sectors/transport/depot/gate/telemetry", $$$"""{"ts":{{{minute}}}000,"values":{"vehicle_speed":5}}""");
        }

        var nation = await AskAsync("level=nation", minute, page => Counts(page).Values.Sum() == 25);
        Assert.Equal(new Dictionary<string, long> { ["VN"] = 25 }, Counts(nation));
        var provinces = await AskAsync("level=province", minute, page => Counts(page).Values.Sum() == 25);
        Assert.Equal(new Dictionary<string, long> { ["01"] = 11, ["48"] = 8, ["79"] = 6 }, Counts(provinces));

        // A province is the sum of its communes and of what is in none of them.
        var communes = Counts(await AskAsync("level=commune", minute, page => Counts(page).Values.Sum() == 25));
        var depot = AreaCatalog.Load().CommunesOf(s_saigon.Code)[0].Code;
        Assert.Equal(new Dictionary<string, long> { ["01-unassigned"] = 11, ["48-unassigned"] = 8, ["79-unassigned"] = 5, [depot] = 1 }, communes);
        Assert.Equal(new Dictionary<string, long> { ["79-unassigned"] = 5 }, Counts(await AskAsync("level=commune&area=79-unassigned", minute, page => Counts(page).Count == 1)));
        Assert.Equal(new Dictionary<string, long> { ["depot"] = 25 }, Counts(await AskAsync("level=site&area=depot", minute, page => Counts(page).Values.Sum() == 25)));

        // Each made one hop over 20 km.
        var flags = nation.GetProperty("series")[0].GetProperty("points")[0].GetProperty("flags");
        Assert.Equal(2, flags.GetProperty("suspect").GetInt64());
        await AssertDevicesAsync(minute);
        await AssertLedgersAsync();
    }

    private async Task AssertDevicesAsync(long minute)
    {
        var truck = await Running.GetAsync("api/v1/devices/fleet-7:truck-12");
        Assert.Equal(("depot", "79", Time(minute + 44)), (truck.GetProperty("site").GetString(), truck.GetProperty("province").GetString(), truck.GetProperty("positionTime").GetString()));
        var gate = await Running.GetAsync("api/v1/devices/gate");
        Assert.Equal(("79", JsonValueKind.Null), (gate.GetProperty("province").GetString(), gate.GetProperty("positionTime").ValueKind));
        Assert.DoesNotContain("10.7769", truck.GetRawText(), StringComparison.Ordinal);
    }

    private async Task AssertLedgersAsync()
    {
        foreach (var (question, stored) in new[] { ("", 25), ("?site=depot", 25), ("?area=01", 11), ("?area=79", 6), ("?area=79-unassigned", 5), ("?device=fleet-7:truck-12", 12) })
        {
            var ledger = await Running.GetAsync($"api/v1/ledger{question}");
            Assert.Equal((question, stored, stored), (question, ledger.GetProperty("received").GetInt32(), ledger.GetProperty("stored").GetInt32()));
        }
    }

    private static async Task PublishAsync(MqttPublisher publisher, string topic, string body) => Assert.Equal(
        PubAckReason.Success, await publisher.PublishAsync(Encoding.UTF8.GetBytes(topic), Encoding.UTF8.GetBytes(body), QualityOfService.AtLeastOnce));

    private Task<JsonElement> AskAsync(string areas, long minute, Func<JsonElement, bool> isThere) => Eventually.Async(
        () => Running.GetAsync($"api/v1/aggregates?sector=transport&indicator=vehicle_speed&{areas}&window=1m&from={Time(minute)}&to={Time(minute + 60)}"),
        page => page.TryGetProperty("series", out _) && isThere(page));

    private static Dictionary<string, long> Counts(JsonElement page) => page.GetProperty("series").EnumerateArray().ToDictionary(
        series => series.GetProperty("area").GetString()!,
        series => series.GetProperty("points").EnumerateArray().Sum(point => point.GetProperty("count").GetInt64()));

    private static string Time(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
