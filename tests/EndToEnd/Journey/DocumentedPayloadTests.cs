using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SmartSectors.Faults.Tests.Support;

namespace SmartSectors.EndToEnd.Tests.Journey;

/// <summary>What docs/payloads tells to copy is run as it stands, but for the port, and its readings are asked back.</summary>
public sealed partial class DocumentedPayloadTests(DocumentedPayloadTests.DocumentedPlatform documented) : IClassFixture<DocumentedPayloadTests.DocumentedPlatform>
{
    [Theory]
    [InlineData("thingsboard", "probe-11 SOIL_MOISTURE 31.2", "probe-11 SOIL_TEMP 27.4", "Dev_20A SOIL_TEMP 27.4", "Dev_20B SOIL_TEMP 26.9")]
    [InlineData("sparkplug", "factory:plc-1 SOIL_TEMP 27.4")]
    [InlineData("senml", "urn:dev:mac:0024befffe804ff1 SOIL_TEMP 27.4", "urn:dev:mac:0024befffe804ff1 SOIL_MOISTURE 31.2", "probe-12 SOIL_TEMP 27")]
    [InlineData("chirpstack", "0102030405060708 SOIL_MOISTURE 31.2")]
    [InlineData("the-things-stack", "probe-13 SOIL_MOISTURE 31.2")]
    [InlineData("owntracks", "fleet-7:truck-12 VEHICLE_SPEED 42")]
    [InlineData("hsl", "0055:01216 VEHICLE_SPEED 34.2", "0055:01216 BUS_DELAY 61", "0055:01216 BUS_OCCUPANCY 40")]
    [InlineData("zigbee2mqtt", "ward_203:fridge VACCINE_TEMP 5.4")]
    [InlineData("influx", "probe-14 SOIL_MOISTURE 31.2")]
    public async Task The_messages_of_a_page_arrive(string page, params string[] expected)
    {
        var commands = Blocks(page, "sh");
        Assert.NotEmpty(commands);
        foreach (var command in commands) await RunAsync(command.Replace("-h 127.0.0.1", $"-h 127.0.0.1 -p {documented.Platform.Ports.Mqtt}", StringComparison.Ordinal));

        foreach (var reading in expected)
        {
            var parts = reading.Split(' ');
            var value = double.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture);
            await Eventually.Async(
                () => documented.Platform.GetAsync($"api/v1/devices/{parts[0]}/readings?indicator={parts[1]}"),
                answer => answer.TryGetProperty("points", out var points) && points.GetArrayLength() > 0
                    && points.EnumerateArray().All(point => point.GetProperty("value").GetDouble() == value));
        }
    }

    [Fact]
    public void Every_page_of_a_format_is_tried()
    {
        var tried = typeof(DocumentedPayloadTests).GetMethod(nameof(The_messages_of_a_page_arrive))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>()
            .Select(data => (string)data.GetData(null!).Single()[0]);
        Assert.Equal(
            Directory.EnumerateFiles(Pages(), "*.md").Select(Path.GetFileNameWithoutExtension).Except(["README", "profiles"]).Order(), tried.Order());
    }

    private static async Task RunAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/bash", ["-e", "-o", "pipefail", "-c", command]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(process.ExitCode == 0, await error);
    }

    private static List<string> Blocks(string page, string language) =>
        [.. Fence().Matches(File.ReadAllText(Path.Combine(Pages(), $"{page}.md"))).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value)];

    private static string Pages([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "payloads");

    [GeneratedRegex(@"^```(\w+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    /// <summary>A platform that lets anybody's devices in, with the profiles of the pages.</summary>
    public sealed class DocumentedPlatform : IAsyncLifetime, IDisposable
    {
        private readonly ScratchFolder _scratch = new();
        private Platform? _platform;

        internal Platform Platform => _platform ?? throw new InvalidOperationException("BUG: asked before it was started");

        public async Task InitializeAsync()
        {
            var profiles = Path.Combine(_scratch.Path, "profiles");
            Directory.CreateDirectory(profiles);
            foreach (var (i, profile) in Blocks("influx", "yaml").Index()) await File.WriteAllTextAsync(Path.Combine(profiles, $"{i}.yaml"), profile);
            _platform = await Platform.StartReadyAsync(Path.Combine(_scratch.Path, "data"), PlatformPorts.Free(), "open", "--profiles", profiles);
        }

        public async Task DisposeAsync()
        {
            if (_platform is not null) await _platform.DisposeAsync();
        }

        public void Dispose() => _scratch.Dispose();
    }
}
