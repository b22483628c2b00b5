using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SmartSectors.EndToEnd.Tests.Rules;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt;
using SmartSectors.Registry;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>Schemes that an operator changes while the platform runs, from the file to the log and over a death.</summary>
public sealed class SchemeReloadTests : IDisposable
{
    private const string Topic = "sectors/agriculture/farm/probe/telemetry";

    private readonly ScratchFolder _scratch = new();
    private readonly PlatformPorts _ports = PlatformPorts.Free();

    public SchemeReloadTests() => Directory.CreateDirectory(Schemes);

    private string Schemes => Path.Combine(_scratch.Path, "schemes");

    private string Data => Path.Combine(_scratch.Path, "data");

    [Fact]
    public async Task A_new_indicator_is_taken_from_the_reload_on_and_a_broken_file_changes_nothing()
    {
        await using (var platform = await StartAsync())
        {
            await PublishAsync("""{"leaf_wetness":40}""");
            Write(LeafWetness.Scheme(version: 100));
            using (var answer = await platform.Api.PostAsync("api/v1/schemes/reload", null))
            {
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            }

            Assert.Equal(PubAckReason.Success, await PublishAsync("""{"leaf_wetness":41}"""));
            Assert.Contains("by admin", await platform.LineAsync("In force: agriculture version 2 to 100"), StringComparison.Ordinal);

            Write(LeafWetness.Scheme(version: 101).Replace("period_s: 600", "period_s: 60\n    colour: red", StringComparison.Ordinal));
            using (var answer = await platform.Api.PostAsync("api/v1/schemes/reload", null))
            {
                Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, answer.StatusCode);
                var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateArray().Select(error => error.GetString()).ToList();
                Assert.Contains(errors, error => error!.StartsWith("farms.yaml:", StringComparison.Ordinal) && error.Contains("period_s", StringComparison.Ordinal));
                Assert.Contains(errors, error => error!.Contains("colour: is not known", StringComparison.Ordinal));
            }

            Assert.Equal(PubAckReason.Success, await PublishAsync("""{"leaf_wetness":42}"""));
            await platform.KillAsync();
        }

        // The files are away: what held goes on, for a version never falls, and the log's tail is applied by it.
        File.Delete(Path.Combine(Schemes, "farms.yaml"));
        await using (var platform = await StartAsync())
        {
            await platform.LineAsync("a version never falls");
            Assert.Equal(PubAckReason.Success, await PublishAsync("""{"leaf_wetness":43}"""));
            await StoredAsync(platform, 3);
            var status = await platform.GetAsync("api/v1/schemes/status");
            Assert.NotEmpty(status.GetProperty("errors").EnumerateArray());
            var held = status.GetProperty("schemes").EnumerateArray().Single(scheme => scheme.GetProperty("sector").GetString() == "agriculture");
            Assert.Equal(100, held.GetProperty("version").GetInt32());
            Assert.True(File.Exists(Path.Combine(Data, "schemes", held.GetProperty("sha256").GetString() + ".yaml")));
            Assert.Equal(0, await platform.TerminateAsync());
        }

        var (exitCode, output) = await Platform.RunAsync("check", "--data", Data);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task What_was_kept_of_an_unknown_indicator_is_taken_in_once_and_the_books_close_over_a_death()
    {
        string[] order = ["take-in", "agriculture", "LEAF_WETNESS", "--data", Data, "--http", $"{_ports.Http}"];
        await using (var platform = await StartAsync())
        {
            for (var i = 0; i < 3; i++) await PublishAsync($$"""{"leaf_wetness":{{40 + i}}}""");
            await Eventually.Async(() => KeptAsync(platform), kept => kept == 3);
            Assert.Equal(3, (await platform.LedgerAsync("?device=probe")).Rejected["unknown_indicator"]);

            var (early, why) = await Platform.RunAsync(order);
            Assert.True(early == 2 && why.Contains("has no indicator 'LEAF_WETNESS'", StringComparison.Ordinal), why);

            Write(LeafWetness.Scheme(version: 100));
            using (await platform.Api.PostAsync("api/v1/schemes/reload", null))
            {
                var (exitCode, output) = await Platform.RunAsync(order);
                Assert.True(exitCode == 0 && output.Contains("3 readings were taken in, 0 are still kept.", StringComparison.Ordinal), output);
            }

            await platform.KillAsync();
        }

        await using (var platform = await StartAsync())
        {
            await Eventually.Async(() => KeptAsync(platform), kept => kept == 0);
            await StoredAsync(platform, 3);
            var books = await platform.LedgerAsync("?device=probe");
            Assert.Equal((3, 0), (books.Received, books.Rejected.Values.Sum()));
            var (exitCode, output) = await Platform.RunAsync(order);
            Assert.True(exitCode == 0 && output.Contains("0 readings were taken in", StringComparison.Ordinal), output);
            Assert.Equal(books.ToString(), (await platform.LedgerAsync("?device=probe")).ToString());
            Assert.Equal(0, await platform.TerminateAsync());
        }

        var (check, findings) = await Platform.RunAsync("check", "--data", Data);
        Assert.True(check == 0, findings);

        // Orders that took nothing have no line.
        var audit = (await AuditAsync()).Where(line => line.Action is not ("profiles.change" or "sites.add" or "devices.add")).ToList();
        Assert.Equal(["schemes.change", "unknown.take_in"], audit.Where(line => line.Actor == "admin").Select(line => line.Action));
        Assert.StartsWith("agriculture version 2 to 100, sha256 ", audit.Single(line => line is { Actor: "admin", Action: "schemes.change" }).Subject, StringComparison.Ordinal);
        Assert.EndsWith(": +LEAF_WETNESS", audit.Single(line => line is { Actor: "admin", Action: "schemes.change" }).Subject, StringComparison.Ordinal);
        Assert.Equal("agriculture LEAF_WETNESS as LEAF_WETNESS", audit[^1].Subject);
    }

    [Fact]
    public async Task A_hangup_has_the_files_read_again_and_ends_nothing()
    {
        await using (var platform = await StartAsync("--profiles", Directory.CreateDirectory(Path.Combine(_scratch.Path, "profiles")).FullName))
        {
            Write(LeafWetness.Scheme(version: 100));
            await platform.SignalAsync("HUP");
            Assert.Contains("by SIGHUP", await platform.LineAsync("In force: agriculture version 2 to 100"), StringComparison.Ordinal);
            Assert.Equal(PubAckReason.Success, await PublishAsync("""{"leaf_wetness":41}"""));
            Assert.Equal(0, await platform.TerminateAsync());
        }

        Assert.Contains(await AuditAsync(), line => line is { Actor: "SIGHUP", Action: "schemes.change" });
        Assert.Single(await AuditAsync(), line => line is { Actor: "platform", Action: "profiles.change" } && line.Subject.StartsWith("sha256 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_are_followed_by_themselves()
    {
        await using var platform = await StartAsync();
        Write(LeafWetness.Scheme(version: 100));
        Assert.Contains("by files", await platform.LineAsync("In force: agriculture version 2 to 100"), StringComparison.Ordinal);
        Assert.Equal(PubAckReason.Success, await PublishAsync("""{"leaf_wetness":41}"""));
    }

    [Fact]
    public async Task Files_are_checked_before_a_platform_is_given_them()
    {
        Write(LeafWetness.Scheme(version: 100).Replace("code: LEAF_WETNESS", "code: SOIL_MOISTURE", StringComparison.Ordinal));
        var (exitCode, output) = await Platform.RunAsync("schemes", "check", Schemes);
        Assert.Equal(1, exitCode);
        Assert.Contains("farms.yaml:4: indicators[0].number: SOIL_MOISTURE is 1003 for ever", output, StringComparison.Ordinal);

        Write(LeafWetness.Scheme(version: 100));
        (exitCode, output) = await Platform.RunAsync("schemes", "check", Schemes);
        Assert.True(exitCode == 0, output);

        (exitCode, output) = await Platform.RunAsync("schemes", "print", "health");
        Assert.True(exitCode == 0 && output.Contains("sector: health", StringComparison.Ordinal), output);
    }

    public void Dispose() => _scratch.Dispose();

    private static async Task<long> KeptAsync(Platform platform) =>
        (await platform.GetAsync("api/v1/unknown-indicators")).GetProperty("indicators").EnumerateArray().Sum(one => one.GetProperty("readings").GetInt64());

    private static async Task StoredAsync(Platform platform, long stored)
    {
        var books = await Eventually.Async(() => platform.LedgerAsync("?device=probe"), books => books.Stored >= stored);
        Assert.True(books.Closes);
    }

    private void Write(string yaml) => File.WriteAllText(Path.Combine(Schemes, "farms.yaml"), yaml);

    private Task<Platform> StartAsync(params string[] flags) => Platform.StartReadyAsync(Data, _ports, "open", ["--schemes", Schemes, .. flags]);

    private async Task<IReadOnlyList<AuditEntry>> AuditAsync()
    {
        await using var registry = await DeviceRegistry.OpenAsync(Path.Combine(Data, "registry.db"));
        return await registry.ReadAuditAsync(0, 1_000);
    }

    private async Task<PubAckReason> PublishAsync(string body)
    {
        await using var publisher = await MqttPublisher.ConnectAsync("127.0.0.1", _ports.Mqtt, new MqttPublisherOptions { Version = MqttVersion.V5 });
        return await publisher.PublishAsync(Encoding.UTF8.GetBytes(Topic), Encoding.UTF8.GetBytes(body), QualityOfService.AtLeastOnce).WaitAsync(TimeSpan.FromSeconds(30));
    }
}
