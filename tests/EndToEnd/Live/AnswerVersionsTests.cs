using SmartSectors.Faults.Tests.Support;
using SmartSectors.Grains.Propagation;
using SmartSectors.Grains.Watching;
using SmartSectors.Host.Live;
using SmartSectors.Ingestion;
using SmartSectors.Ingestion.Directory;
using SmartSectors.Registry;
using SmartSectors.Storage;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.EndToEnd.Tests.Live;

public sealed class AnswerVersionsTests : IAsyncLifetime, IDisposable
{
    private static readonly Indicator s_indicator = SchemeCatalog.Load().TryGet(Sector.Agriculture, "SOIL_MOISTURE", out var found) ? found : throw new InvalidOperationException();

    private readonly ScratchFolder _scratch = new();
    private readonly CommitVersions _versions = new();
    private readonly StorageOptions _storage = new() { DataDirectory = "" };
    private DeviceRegistry _registry = null!;
    private DeviceDirectory _directory = null!;

    public async Task InitializeAsync()
    {
        _registry = await DeviceRegistry.OpenAsync(Path.Combine(_scratch.Path, "registry.db"));
        _directory = new DeviceDirectory(_registry, new CurrentRulebook(Rulebook.Carried), new IngestionOptions());
        _directory.Load([new KnownSite(64, Sector.Agriculture, "farm", "")], [new KnownDevice(64, "probe", 64)]);
        new CommitWatch(_versions, []).Around(new AreaCommit(new AreaProgress([], new long[5], []), []), () => { });
    }

    [Fact]
    public void What_retention_is_about_to_drop_has_no_version()
    {
        var answers = Answers(knowsReadings: true);

        Assert.Equal((true, false), (Has(answers, AreaLevel.Province, Window.Minute, 27), Has(answers, AreaLevel.Province, Window.Minute, 29)));
        Assert.Equal((true, false), (Has(answers, AreaLevel.Site, Window.Minute, 87), Has(answers, AreaLevel.Site, Window.Minute, 89)));
        Assert.True(Has(answers, AreaLevel.Province, Window.Hour, 4_000));
        Assert.Equal((true, false), (Of(answers, "probe", 87) is not null, Of(answers, "probe", 89) is not null));
    }

    [Fact]
    public void Readings_of_which_nobody_tells_have_no_version()
    {
        Assert.Null(Of(Answers(knowsReadings: false), "probe", 1));
        Assert.Null(Of(Answers(knowsReadings: true), "never-heard", 1));
    }

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    public void Dispose() => _scratch.Dispose();

    private AnswerVersions Answers(bool knowsReadings) => new(_versions, _directory, _storage, TimeProvider.System, knowsReadings);

    private static bool Has(AnswerVersions answers, AreaLevel level, Window window, int daysAgo) => answers.OfAggregates(
        new AggregateRequest(s_indicator, level, null, window, DaysAgo(daysAgo), DaysAgo(0), 10, null)) is not null;

    private static string? Of(AnswerVersions answers, string device, int daysAgo) => answers.OfReadings([device], DaysAgo(daysAgo), DaysAgo(0));

    private static DateTimeOffset DaysAgo(int days) => TimeProvider.System.GetUtcNow().AddDays(-days);
}
