using Microsoft.Extensions.Configuration;
using SmartSectors.Host.Commands;
using SmartSectors.Host.Configuration;
using SmartSectors.Reporting.Scheduling;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.EndToEnd.Tests.Hosting;

public sealed class SettingsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_contract()
    {
        var (options, errors) = Read();

        Assert.Empty(errors);
        Assert.Equal([Role.Ingestion, Role.Grains, Role.Operations, Role.Reporting], options.Roles);
        Assert.Equal(Path.GetFullPath("./data"), options.DataDirectory);
        Assert.Equal((1883, null, 8080), (options.MqttPort, options.MqttsPort, options.HttpPort));
        Assert.Equal("127.0.0.1", options.Listen.ToString());
        Assert.Equal(Onboarding.Closed, options.Onboarding);
    }

    [Fact]
    public void Every_error_is_told_at_once()
    {
        var (_, errors) = Read(
            ("Roles", "ingestion,cooking"), ("Mqtt", "99999"), ("Mqtts", "8883"), ("Http", "off"), ("Listen", "here"),
            ("Onboarding", "ajar"), ("Data", typeof(SettingsTests).Assembly.Location), ("Dta", "x"));

        Assert.Equal(8, errors.Count);
        foreach (var name in new[] { "Roles", "Mqtt", "Mqtts", "Http", "Listen", "Onboarding", "Data", "Dta" })
        {
            Assert.Contains(errors, error => error.StartsWith($"SmartSectors:{name} ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Roles", "1")]
    [InlineData("Roles", "")]
    [InlineData("Onboarding", "0")]
    [InlineData("Mqtt", "-1")]
    [InlineData("Mqtt", "1883.0")]
    public void A_value_of_another_kind_is_an_error_or_counts_as_none(string name, string value) =>
        Assert.Equal(value.Length == 0 ? 0 : 1, Read((name, value)).Errors.Count);

    [Fact]
    public void Retention_is_a_setting_that_never_drops_what_late_readings_need()
    {
        var (options, errors) = Read(("Retention:Readings", "400d"), ("Retention:siteminutes", "30d"), ("Retention:DiskBudget", "50000000000"));
        Assert.Empty(errors);
        Assert.Equal(new RetentionSettings { Readings = TimeSpan.FromDays(400), SiteMinutes = TimeSpan.FromDays(30), DiskBudget = 50_000_000_000 }, options.Retention);

        (options, errors) = Read(("Retention:Readings", "37d"), ("Retention:AreaMinutes", "29d"), ("Retention:SiteMinutes", "long"), ("Retention:Hours", "1d"), ("Retention:DiskBudget", "1000"));
        Assert.Equal(5, errors.Count);
        Assert.All(errors, error => Assert.StartsWith("SmartSectors:Retention:", error, StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("at least 38d", StringComparison.Ordinal));
        Assert.Equal(new RetentionSettings(), options.Retention);
    }

    [Fact]
    public void Limits_are_settings_and_what_is_wrong_with_one_is_told_by_its_name()
    {
        var (options, errors) = Read(
            ("Limits:MaxDevices", "10"), ("Limits:maxroamingshards", "0"), ("Limits:UnknownReadingsBytes", "1073741824"), ("Limits:MaxReadingsAsked", "7"), ("Limits:MaxCellsAsked", "8"), ("Limits:MaxDevicesAsked", "9"), ("Limits:MaxStreams", "3"),
            ("Limits:UnknownReadingsKept", "7d"), ("Limits:LookInterval", "500ms"), ("Gateways:SparkplugNodeMetrics", "9"), ("Gateways:SparkplugNodeDevices", "3"));
        Assert.Empty(errors);
        Assert.Equal(
            new PlatformLimits
            {
                MaxDevices = 10,
                MaxRoamingShards = 0,
                UnknownReadingsBytes = 1L << 30,
                MaxReadingsAsked = 7,
                MaxCellsAsked = 8,
                MaxDevicesAsked = 9,
                MaxStreams = 3,
                UnknownReadingsKept = TimeSpan.FromDays(7),
                LookInterval = TimeSpan.FromMilliseconds(500),
            },
            options.Limits);
        Assert.Equal((9, 3), (options.Gateways.Sparkplug.MaxMetrics, options.Gateways.Sparkplug.MaxDevices));

        (options, errors) = Read(
            ("Limits:MaxDevices", "-1"), ("Limits:UnknownReadingsBytes", "5"), ("Limits:UnknownReadingsKept", "0"), ("Limits:LookInterval", "2d"), ("Limits:Max", "1"));
        Assert.Equal(5, errors.Count);
        Assert.All(errors, error => Assert.StartsWith("SmartSectors:Limits:", error, StringComparison.Ordinal));
        Assert.Equal(new PlatformLimits(), options.Limits);
    }

    [Fact]
    public void Two_endpoints_on_one_port_are_an_error()
    {
        var (_, errors) = Read(("Mqtt", "8080"));
        Assert.Contains("8080", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_may_be_in_any_case_and_all_means_all()
    {
        var (options, errors) = Read(("roles", "All"), ("onboarding", "OPEN"), ("http", "0"));
        Assert.Empty(errors);
        Assert.Equal((4, Onboarding.Open, 0), (options.Roles.Count, options.Onboarding, options.HttpPort));
    }

    [Fact]
    public void The_command_line_wins_over_the_environment_and_that_over_the_commands_default()
    {
        const string Variable = "SmartSectors__Onboarding";
        var defaults = new Dictionary<string, string?> { ["Onboarding"] = "open", ["Http"] = "1" };
        Environment.SetEnvironmentVariable(Variable, "closed");
        try
        {
            var environment = PlatformSettings.Read(PlatformFlags.Configure(defaults, new Dictionary<string, string?>())).Options;
            var flag = PlatformSettings.Read(PlatformFlags.Configure(defaults, new Dictionary<string, string?> { ["Onboarding"] = "open" })).Options;

            Assert.Equal((Onboarding.Closed, 1), (environment.Onboarding, environment.HttpPort));
            Assert.Equal(Onboarding.Open, flag.Onboarding);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Fact]
    public void What_concerns_gateways_is_read_and_every_error_told()
    {
        var (options, errors) = Read(("Gateways:Sector", "Energy"), ("Gateways:SparkplugHost", "scada"), ("Gateways:SparkplugNodes", "7"),
            ("Gateways:SparkplugMetrics", "70"), ("Gateways:SparkplugNodeIdle", "2h"),
            ("Gateways:ZigbeeBridges", "3"), ("Gateways:ZigbeeDevices", "30"), ("Gateways:ZigbeeListBytes", "4096"));
        Assert.Empty(errors);
        Assert.Equal(
            (Sector.Energy, "scada", 7, 70, TimeSpan.FromHours(2)),
            (options.Gateways.Sector, options.Gateways.SparkplugHost, options.Gateways.SparkplugNodes, options.Gateways.SparkplugMetrics, options.Gateways.SparkplugNodeIdle));
        Assert.Equal((3, 30, 4096), (options.Gateways.ZigbeeBridges, options.Gateways.ZigbeeDevices, options.Gateways.ZigbeeListBytes));

        (_, errors) = Read(
            ("Gateways:Sector", "alchemy"), ("Gateways:SparkplugHost", "a/b"), ("Gateways:SparkplugNodes", "0"), ("Gateways:SparkplugMetrics", "many"),
            ("Gateways:SparkplugNodeIdle", "soon"), ("Gateways:ZigbeeDevices", "0"), ("Gateways:Zone", "x"));
        Assert.Equal(
            ["Sector", "SparkplugHost", "SparkplugMetrics", "SparkplugNodeIdle", "SparkplugNodes", "ZigbeeDevices", "Zone"],
            errors.Select(error => error["SmartSectors:Gateways:".Length..error.IndexOf(": ", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Who_publishes_is_a_setting_and_what_is_wrong_with_one_is_told_by_its_name()
    {
        var (options, none) = Read(("Reports:Open", "false"), ("Reports:PublisherVi", "Sở Nông nghiệp"), ("Reports:PublisherEmail", "data@example.vn"), ("reports:publicurl", "https://data.example.vn"), ("Reports:MaxTargets", "5"));
        Assert.Empty(none);
        Assert.Equal(
            (false, "Sở Nông nghiệp", "data@example.vn", new Uri("https://data.example.vn"), 5),
            (options.Reports.Sdmx.IsOpen, options.Reports.Publisher.NameVi, options.Reports.Publisher.Email, options.Reports.Publisher.PublicUrl, options.Reports.MaxTargets));
        Assert.True(ReportSettings.Default.Sdmx.IsOpen);

        var (_, errors) = Read(("Reports:Open", "yes"), ("Reports:PublisherEmail", "nobody"), ("Reports:License", "CC BY"), ("Reports:MaxTargets", "0"), ("Reports:Colour", "red"));
        Assert.Equal(
            ["Reports:Colour", "Reports:License", "Reports:MaxTargets", "Reports:Open", "Reports:PublisherEmail"],
            errors.Select(error => string.Join(':', error.Split(':')[1..3])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Releases_are_scheduled_by_settings()
    {
        var (options, none) = Read(("Reports:Schedule", "h, D"), ("Reports:Delay", "30m"), ("Reports:LookInterval", "10s"), ("Reports:MakesUpFor", "14d"), ("Reports:RevisionsFor", "0"), ("Reports:MaxPeriods", "31"));
        Assert.Empty(none);
        Assert.Equal([Window.Hour, Window.Day], options.Reports.Schedule.Windows);
        Assert.Equal(
            new ScheduleOptions { Windows = options.Reports.Schedule.Windows, Delay = TimeSpan.FromMinutes(30), LookInterval = TimeSpan.FromSeconds(10), MakesUpFor = TimeSpan.FromDays(14), RevisionsFor = TimeSpan.Zero },
            options.Reports.Schedule);
        Assert.Equal(31, options.Reports.MostPeriods);
        Assert.Empty(Read(("Reports:Schedule", "none")).Options.Reports.Schedule.Windows);
        Assert.Equal([Window.Day, Window.Month], Read().Options.Reports.Schedule.Windows);

        var (_, errors) = Read(("Reports:Schedule", "D,W"), ("Reports:LookInterval", "0"), ("Reports:Delay", "soon"), ("Reports:MaxPeriods", "0"));
        Assert.Equal(4, errors.Count);
    }

    [Fact]
    public void An_InfluxDB_is_read_with_its_token_from_a_file_or_not_at_all()
    {
        Assert.Null(Read().Options.Influx);
        Assert.Null(Read(("Store", "Embedded")).Options.Influx);

        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "c2VjcmV0==\n");
            var (options, errors) = Read(
                ("Store", "InfluxDB"), ("Influx:Url", "https://influx.example:8086/base"), ("Influx:TokenFile", file), ("Influx:Database", "iot-1"),
                ("Influx:RawRetention", "365d"), ("Influx:HeldBytes", "5000000"), ("Influx:Timeout", "5s"), ("Influx:BatchLines", "100"));
            Assert.Empty(errors);
            Assert.Equal(
                ("https://influx.example:8086/base", "c2VjcmV0==", "iot-1", TimeSpan.FromDays(365), 5_000_000L, TimeSpan.FromSeconds(5), 100),
                (options.Influx!.Url.ToString(), options.Influx.Token, options.Influx.Database, options.Influx.RawRetention, options.Influx.HeldBytes, options.Influx.Timeout, options.Influx.BatchLines));
            Assert.DoesNotContain("c2VjcmV0", options.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("Store", "Store", "postgres")]
    [InlineData("Influx", "Store", "embedded", "Influx:Url", "http://127.0.0.1:8086")]
    [InlineData("Influx:Url", "Store", "influxdb")]
    [InlineData("Influx:Url", "Store", "influxdb", "Influx:Url", "127.0.0.1:8086")]
    [InlineData("Influx:Url", "Store", "influxdb", "Influx:Url", "http://user:hush-hush@host")]
    [InlineData("Influx:Token", "Store", "influxdb", "Influx:Url", "http://host", "Influx:Token", "hush hush\nhush-hush")]
    [InlineData("Influx:TokenFile", "Store", "influxdb", "Influx:Url", "http://host", "Influx:TokenFile", "/nowhere/to/be/found")]
    [InlineData("Influx:Database", "Store", "influxdb", "Influx:Url", "http://host", "Influx:Database", "a/b")]
    [InlineData("Influx:RawRetention", "Store", "influxdb", "Influx:Url", "http://host", "Influx:RawRetention", "7d")]
    [InlineData("Influx:HeldBytes", "Store", "influxdb", "Influx:Url", "http://host", "Influx:HeldBytes", "1")]
    [InlineData("Influx:Bucket", "Store", "influxdb", "Influx:Url", "http://host", "Influx:Bucket", "x")]
    public void What_is_wrong_with_an_InfluxDB_is_told_by_its_setting_and_without_the_token(string wrong, params string[] settings)
    {
        var (_, errors) = Read([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        Assert.StartsWith($"SmartSectors:{wrong}", Assert.Single(errors), StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", errors[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Profiles_of_a_directory_come_beside_the_platforms_own_and_their_errors_are_told()
    {
        var directory = Directory.CreateTempSubdirectory("smartsectors-profiles-");
        try
        {
            var file = Path.Combine(directory.FullName, "probe.yaml");
            File.WriteAllText(file, "profile: probe\nversion: 1\nsector: agriculture\nfields:\n  - { name: m, indicator: SOIL_MOISTURE }\n");
            var (options, errors) = Read(("Profiles", directory.FullName));
            Assert.Empty(errors);
            Assert.True(options.Rulebook.Profiles.TryGet("probe", out _) && options.Rulebook.Profiles.TryGet("hsl-bus", out _));

            File.WriteAllText(file, "profile: probe\nversion: 1\nsector: agriculture\nfields:\n  - { name: m, indicator: UNOBTAINIUM }\n  - { name: n, indicator: SOIL_TEMP, unit: furlong }\n");
            Assert.Equal(2, Read(("Profiles", directory.FullName)).Errors.Count(error => error.Contains("probe.yaml", StringComparison.Ordinal)));
            Assert.Single(Read(("Profiles", Path.Combine(directory.FullName, "nowhere"))).Errors);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static (PlatformOptions Options, IReadOnlyList<string> Errors) Read(params (string Name, string Value)[] settings) =>
        PlatformSettings.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"SmartSectors:{setting.Name}", (string?)setting.Value)))
            .Build());
}
