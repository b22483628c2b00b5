using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Host;
using SmartSectors.Host.Configuration;
using SmartSectors.Host.Rules;
using SmartSectors.Storage.Log;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.EndToEnd.Tests.Rules;

/// <summary>What a reload does when something goes wrong on its way, with the platform's own parts around it.</summary>
public sealed class RuleKeeperTests : IAsyncLifetime, IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly LogAtTheGate _gate = new();
    private readonly FailingTexts _texts = new();
    private PlatformData _data = null!;
    private WebApplication _app = null!;

    private string Schemes => Path.Combine(_scratch.Path, "schemes");

    private RuleKeeper Keeper => _app.Services.GetRequiredService<RuleKeeper>();

    private int Version => _data.Rules.Schemes.TryGet(Sector.Agriculture, out var scheme) ? scheme.Version : 0;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Schemes);
        var options = new PlatformOptions
        {
            DataDirectory = Path.Combine(_scratch.Path, "data"),
            HttpPort = 0,
            Roles = [Role.Grains],
            RuleDirectories = new RuleDirectories(Schemes, null),
        };
        _data = await PlatformData.OpenAsync(options, TimeProvider.System, CancellationToken.None);
        _app = PlatformHost.Build(new ConfigurationBuilder().Build(), options, _data, builder => builder.Services
            .AddSingleton<IReadingLog>(provider => _gate.Before(provider.GetRequiredService<SqliteReadingLog>()))
            .AddSingleton<ISchemeTexts>(provider => _texts.Before(new(provider.GetRequiredService<Storage.StorageOptions>())))
            .AddSingleton(new RuleOptions { LookInterval = TimeSpan.FromMilliseconds(20) }));
    }

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _data.DisposeAsync();
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task What_changes_after_the_start_has_read_it_is_seen()
    {
        _texts.WhilePut = () => Write(version: 100);
        await _app.StartAsync();

        await Eventually.Async(() => Task.FromResult(Version), version => version == 100);
    }

    [Fact]
    public async Task Who_asked_may_go_away_and_the_reload_is_whole_all_the_same()
    {
        await _app.StartAsync();
        using var asking = new CancellationTokenSource();
        _gate.WhileTold = asking.Cancel;
        Write(version: 100);

        var status = await Keeper.ReloadAsync("tester", asking.Token);

        Assert.True(asking.IsCancellationRequested);
        Assert.Empty(status.Errors);
        Assert.Equal(100, Version);
    }

    [Fact]
    public async Task What_cannot_be_kept_is_told_and_tried_again_and_does_not_end_the_platform()
    {
        await _app.StartAsync();
        _texts.Failure = new UnauthorizedAccessException("the disk says no");
        Write(version: 100);
        await Eventually.Async(() => Task.FromResult(Keeper.Status), status => status.Errors is ["the disk says no"]);
        Assert.False(_app.Lifetime.ApplicationStopping.IsCancellationRequested);

        _texts.Failure = new InvalidDataException("CORRUPT: a text");
        await Eventually.Async(() => Task.FromResult(Keeper.Status), status => status.Errors is ["CORRUPT: a text"]);

        _texts.Failure = null;
        await Eventually.Async(() => Task.FromResult(Keeper.Status), status => status.Errors.Count == 0);
        Assert.Equal(100, Version);
        Assert.False(_app.Lifetime.ApplicationStopping.IsCancellationRequested);
    }

    private void Write(int version) => File.WriteAllText(Path.Combine(Schemes, "farms.yaml"), LeafWetness.Scheme(version));

    /// <summary>Where a scheme is told to the partitions, something happens first.</summary>
    private sealed class LogAtTheGate : IReadingLog
    {
        private IReadingLog _log = null!;

        public Action WhileTold { get; set; } = () => { };

        public long LastOffset => _log.LastOffset;

        public LogAtTheGate Before(IReadingLog log)
        {
            _log = log;
            return this;
        }

        public async ValueTask AppendAsync(LogBatch batch, CancellationToken cancellationToken)
        {
            await _log.AppendAsync(batch, cancellationToken);
            WhileTold();
        }

        public IEnumerable<CommittedBlock> Read(long fromOffset) => _log.Read(fromOffset);

        public IReadOnlyList<long> QuarantinedFor(int partition) => _log.QuarantinedFor(partition);

        public void TruncateBefore(long offset) => _log.TruncateBefore(offset);

        public void Hold(LogHold hold) => _log.Hold(hold);
    }

    private sealed class FailingTexts : ISchemeTexts
    {
        private Storage.Schemes.SchemeFiles _files = null!;

        public Exception? Failure { get; set; }

        public Action WhilePut { get; set; } = () => { };

        public FailingTexts Before(Storage.Schemes.SchemeFiles files)
        {
            _files = files;
            return this;
        }

        public Scheme Get(string sha256) => _files.Get(sha256);

        public void Put(Scheme scheme)
        {
            if (Failure is { } failure) throw failure;
            WhilePut();
            _files.Put(scheme);
        }
    }
}
