using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Storage.Backup;
using SmartSectors.Storage.Log;
using SmartSectors.Storage.Tests.Check;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Storage.Tests.Backup;

/// <summary>One backup of a small platform that runs; each test takes a copy of it.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly ManualClock _clock = new(SmallPlatform.StartMs);
    private readonly Random _random = new(5);

    private string Data => Path.Combine(_scratch.Path, "data");

    private string Backup => Path.Combine(_scratch.Path, "backup");

    private string Target => Path.Combine(_scratch.Path, "restored");

    [Fact]
    public async Task The_log_keeps_its_files_while_a_backup_is_made_and_lets_them_go_afterwards()
    {
        using var platform = await RunSomeAsync(minutes: 30, segmentBytes: 4096);
        var log = Path.Combine(Data, "log");
        var files = Directory.GetFiles(log, "*.db").Length;
        Assert.True(files > 2, $"{files}");

        using (LogPin.TryTake(log))
        {
            platform.Log.TruncateBefore(platform.Log.LastOffset);
            Assert.Equal(files, Directory.GetFiles(log, "*.db").Length);
            await AssertRefusedAsync(BackupFault.Busy, () => BackUpAsync(new ImpatientClock()));
        }

        platform.Log.TruncateBefore(platform.Log.LastOffset);
        Assert.True(Directory.GetFiles(log, "*.db").Length < files);
    }

    [Fact]
    public async Task A_backup_goes_neither_over_something_nor_into_the_data_nor_comes_from_nowhere()
    {
        using var platform = await RunSomeAsync(minutes: 3);
        await BackUpAsync();
        await AssertRefusedAsync(BackupFault.WrongPlace, () => BackUpAsync());
        await AssertRefusedAsync(BackupFault.WrongPlace, () => BackUpAsync(to: Path.Combine(Data, "backup")));
        await AssertRefusedAsync(BackupFault.WrongPlace, () => new OnlineBackup(new StorageOptions { DataDirectory = _scratch.Path }, _clock)
            .RunAsync(Target, Silent.Instance, CancellationToken.None));
    }

    [Fact]
    public async Task A_backup_that_is_broken_off_leaves_nothing()
    {
        using var platform = await RunSomeAsync(minutes: 3);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new OnlineBackup(platform.Options, _clock)
            .RunAsync(Backup, new StopAt("areas.db", stop), stop.Token));
        Assert.Equal(["data"], Directory.GetDirectories(_scratch.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_damaged_database_is_named_and_not_taken()
    {
        (await RunSomeAsync(minutes: 3)).Dispose();
        var file = Path.Combine(Data, "partitions", "40.db");
        await using (var stream = new FileStream(file, FileMode.Open))
        {
            stream.Position = 8192; // the head of a page of its second table
            await stream.WriteAsync(new byte[64]);
        }

        var refused = await AssertRefusedAsync(BackupFault.Damaged, () => BackUpAsync());
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Backup + ".part"));
    }

    [Theory]
    [InlineData("partitions/05.db")]
    [InlineData("areas.db")]
    [InlineData("log/00000000000000000001.db")]
    [InlineData("manifest.json")]
    public async Task A_backup_that_was_changed_is_refused_before_anything_is_written(string path)
    {
        (await RunSomeAsync(minutes: 3)).Dispose();
        await BackUpAsync();
        await using (var stream = new FileStream(Path.Combine(Backup, path), FileMode.Open))
        {
            stream.Position = stream.Length / 2;
            var before = stream.ReadByte();
            stream.Position--;
            stream.WriteByte((byte)(before ^ 0x80));
        }

        await AssertRefusedAsync(BackupFault.Damaged, () => RestoreAsync());
        Assert.Empty(Directory.GetFileSystemEntries(Target));
    }

    [Fact]
    public async Task A_restore_goes_to_an_empty_directory_alone()
    {
        (await RunSomeAsync(minutes: 3)).Dispose();
        await BackUpAsync();
        await AssertRefusedAsync(BackupFault.WrongPlace, () => Order(to: Data));
        await AssertRefusedAsync(BackupFault.WrongPlace, () => Order(from: Data));
    }

    [Fact]
    public async Task A_running_platform_is_restored_to_stores_that_check_accepts()
    {
        using (var platform = await RunSomeAsync(minutes: 200))
        {
            await BackUpAsync();
            await platform.ReceiveAsync(SmallPlatform.Some(_random, _clock.NowMs));
        }

        var outcome = await RestoreAsync();
        Assert.Empty(outcome.Stops);
        Assert.False(Restore.IsUnfinished(Target));
        var (findings, progress) = await CheckedStores.CheckAsync(Target);
        Assert.Empty(findings);
        Assert.True(progress is { CellsPending: 0, Readings: > 1_000 }, $"{progress}");
    }

    public void Dispose() => _scratch.Dispose();

    // Its clock makes no checkpoint due: the log is truncated by the tests alone.
    private async Task<SmallPlatform> RunSomeAsync(int minutes, long segmentBytes = 256L << 20)
    {
        var options = new StorageOptions { DataDirectory = Data, LogSegmentBytes = segmentBytes, CheckpointInterval = TimeSpan.FromDays(1) };
        var platform = new SmallPlatform(options, _clock);
        await platform.IntroduceAsync();
        for (var minute = 0; minute < minutes; minute++) await platform.ReceiveAsync(SmallPlatform.Some(_random, _clock.NowMs));
        await platform.SettleAsync();
        return platform;
    }

    private Task<BackupManifest> BackUpAsync(TimeProvider? clock = null, string? to = null) =>
        new OnlineBackup(new StorageOptions { DataDirectory = Data }, clock ?? TimeProvider.System).RunAsync(to ?? Backup, Silent.Instance, CancellationToken.None);

    private Task<RestoreOutcome> RestoreAsync()
    {
        Directory.CreateDirectory(Target);
        return new Restore(AreaCatalog.Load(), _clock, NullLoggerFactory.Instance)
            .RunAsync(new RestoreOrder(Backup, Target, Until: null, Archive: null), Silent.Instance, CancellationToken.None);
    }

    private Task Order(string? from = null, string? to = null)
    {
        Restore.Refuse(new RestoreOrder(from ?? Backup, to ?? Target, Until: null, Archive: null));
        return Task.CompletedTask;
    }

    private static async Task<BackupException> AssertRefusedAsync(BackupFault fault, Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<BackupException>(act);
        Assert.Equal(fault, refused.Fault);
        return refused;
    }

    private sealed class StopAt(string file, CancellationTokenSource stop) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value)
        {
            if (value.Doing == file) stop.Cancel();
        }
    }

    /// <summary>Every look at it is a minute later; its timers fire at once.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now += 60;
    }
}
