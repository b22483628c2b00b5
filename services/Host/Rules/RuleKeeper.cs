using System.Data.Common;
using System.Runtime.InteropServices;
using SmartSectors.Grains;
using SmartSectors.Grains.Log;
using SmartSectors.Grains.Partitions;
using SmartSectors.Registry;
using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Rules;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Rules;

/// <summary>
/// Puts in force what the files say: at the start, when they change, on SIGHUP and when an administrator asks. What the
/// partitions see of a scheme is a record of the log, so it is told to them before anybody decodes by it: first the text is
/// kept, then the audit has its line, then the log has the record, then the rulebook is replaced. Dying in between leaves
/// a line too many, and the next start does it again.
/// </summary>
internal sealed partial class RuleKeeper(
    CurrentRulebook rules, RuleDirectories directories, ISchemeTexts texts, IReadingLog log, PartitionHost partitions,
    DeviceRegistry registry, RuleOptions options, IHostApplicationLifetime host, TimeProvider time, ILogger<RuleKeeper> logger)
    : BackgroundService, IRuleReload
{
    private const string Platform = "platform";
    private const string SchemeAction = "schemes.change";
    private const string ProfileAction = "profiles.change";

    private readonly SemaphoreSlim _one = new(1, 1);
    private Dictionary<Sector, Scheme> _held = [];
    private string _profilesHeld = "";
    private string _looked = "";
    private PosixSignalRegistration? _hangup;

    public RuleStatus Status { get; private set; } = new([], 0, "", default, default, []);

    /// <summary>Nobody is let in before what holds is what the files say, or what held before where they cannot follow it.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _held = (await AskHeldAsync()).ToDictionary(scheme => scheme.Sector);
        _profilesHeld = (await registry.FindLastAuditAsync(ProfileAction, cancellationToken))?.Subject ?? "";
        if (_held.Count > 0)
        {
            var schemes = SchemeCatalog.Load().With(_held.Values);
            rules.Replace(new Rulebook(schemes, directories.ProfilesFor(schemes)));
        }

        _hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true; // else it ends the process
            _ = TryReloadAsync("SIGHUP", host.ApplicationStopping);
        });
        _looked = Look() ?? ""; // before they are read: what changes from here on is seen
        await ReloadAsync(Platform, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <remarks>Who asks may go away before it begins; what has begun ends with the platform alone, for its parts belong together.</remarks>
    public async Task<RuleStatus> ReloadAsync(string actor, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var files = directories.Read(_held.Count == 0 ? null : SchemeCatalog.Load().With(_held.Values));
            if (files.Rulebook is { } next) await AdoptAsync(next, files.ProfilesSha256, actor, host.ApplicationStopping);
            else Keep(files.Errors);
            return Status;
        }
        finally
        {
            _one.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var noticed = _looked;
        using var timer = new PeriodicTimer(options.LookInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Look() is not { } seen || seen == _looked) continue;
            if (seen == noticed)
            {
                _looked = seen;
                await TryReloadAsync("files", stoppingToken);
            }

            noticed = seen;
        }
    }

    public override void Dispose()
    {
        _hangup?.Dispose();
        _one.Dispose();
        base.Dispose();
    }

    private async Task TryReloadAsync(string actor, CancellationToken cancellationToken)
    {
        try
        {
            await ReloadAsync(actor, cancellationToken);
        }
        catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            _looked = ""; // Again at the next look.
            Status = Status with { TriedAt = time.GetUtcNow(), Errors = [failure.Message] };
            LogFailed(logger, failure);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The platform stops; the next start does it.
        }
    }

    private string? Look()
    {
        try
        {
            return directories.Fingerprint();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(logger, failure);
            return null;
        }
    }

    // What holds is what the partitions have applied; one that stands still has less.
    private async Task<IEnumerable<Scheme>> AskHeldAsync()
    {
        var held = new List<SchemeInForce>();
        for (var number = 0; number < Numbers.PartitionCount; number++)
            held.AddRange(await partitions.AskAsync(number, partition => partition.Schemes));
        return held.GroupBy(scheme => scheme.Sector).Select(schemes => texts.Get(schemes.MaxBy(scheme => scheme.Version)!.Sha256));
    }

    private async Task AdoptAsync(Rulebook next, string profilesSha256, string actor, CancellationToken cancellationToken)
    {
        var changed = next.Schemes.Schemes.Where(scheme => _held.GetValueOrDefault(scheme.Sector)?.Text.Sha256 != scheme.Text.Sha256).ToList();
        if (changed.Count > 0)
        {
            foreach (var scheme in changed) texts.Put(scheme);
            foreach (var scheme in changed)
                await registry.AuditAsync(actor, SchemeAction, RuleChange.Describe(_held.GetValueOrDefault(scheme.Sector), scheme), cancellationToken);
            await TellAsync(changed, cancellationToken);
            foreach (var scheme in changed)
            {
                var change = RuleChange.Describe(_held.GetValueOrDefault(scheme.Sector), scheme);
                LogChanged(logger, change, actor);
                _held[scheme.Sector] = scheme;
            }
        }

        var profiles = $"sha256 {profilesSha256}";
        if (profiles != _profilesHeld)
        {
            await registry.AuditAsync(actor, ProfileAction, profiles, cancellationToken);
            LogProfilesChanged(logger, profilesSha256, actor);
            _profilesHeld = profiles;
        }

        rules.Replace(next);
        var now = time.GetUtcNow();
        Status = new RuleStatus(InForce(), next.Profiles.Profiles.Length, profilesSha256, now, now, []);
    }

    // One batch is one block: all partitions have it, or none.
    private async Task TellAsync(IEnumerable<Scheme> schemes, CancellationToken cancellationToken)
    {
        var batch = new ControlBatch();
        foreach (var scheme in schemes)
        {
            var writer = new ByteWriter(64);
            new SchemeChanged(scheme.Sector, scheme.Version, scheme.Text.Sha256).Write(ref writer);
            for (var partition = 0; partition < Numbers.PartitionCount; partition++)
                batch.AddControl(partition, ControlKind.SchemeChanged, writer.Written);
        }

        await log.AppendAsync(batch, cancellationToken);
        await batch.Durable.WaitAsync(cancellationToken);
    }

    private void Keep(IReadOnlyList<string> errors)
    {
        foreach (var error in errors) LogWrong(logger, error);
        LogKept(logger, errors.Count);
        Status = Status with
        {
            Schemes = InForce(),
            Profiles = rules.Profiles.Profiles.Length,
            TriedAt = time.GetUtcNow(),
            Errors = errors,
        };
    }

    private IReadOnlyList<SchemeInForce> InForce() =>
        [.. _held.Values.OrderBy(scheme => scheme.Sector).Select(scheme => new SchemeInForce(scheme.Sector, scheme.Version, scheme.Text.Sha256))];

    [LoggerMessage(Level = LogLevel.Information, Message = "In force: {Change} (by {Actor}).")]
    private static partial void LogChanged(ILogger logger, string change, string actor);

    [LoggerMessage(Level = LogLevel.Information, Message = "In force: profiles with sha256 {Sha256} (by {Actor}).")]
    private static partial void LogProfilesChanged(ILogger logger, string sha256, string actor);

    [LoggerMessage(Level = LogLevel.Error, Message = "Schemes or profiles are wrong: {Error}")]
    private static partial void LogWrong(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "What held before stays in force: the files have {Errors} error(s).")]
    private static partial void LogKept(ILogger logger, int errors);

    [LoggerMessage(Level = LogLevel.Error, Message = "Schemes and profiles could not be put in force; trying again.")]
    private static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The directories of schemes and profiles cannot be read.")]
    private static partial void LogUnreadable(ILogger logger, Exception failure);
}
