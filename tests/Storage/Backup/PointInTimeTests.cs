using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Storage.Backup;
using SmartSectors.Storage.Queries;
using SmartSectors.Storage.Tests.Check;
using SmartSectors.Telemetry.Areas;

namespace SmartSectors.Storage.Tests.Backup;

/// <summary>
/// A backup and the archive of the log give the state of any later moment: what was received until then, computed here from
/// what was sent, and cells that follow from it.
/// </summary>
public sealed class PointInTimeTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly ManualClock _clock = new(SmallPlatform.StartMs);

    // What was sent, with the moment of receipt.
    private readonly List<(long ReceiptMs, int Device, long TimeMs, double Value)> _sent = [];

    private string Data => Path.Combine(_scratch.Path, "data");

    private string Archive => Path.Combine(_scratch.Path, "archive");

    private string Backup => Path.Combine(_scratch.Path, "backup");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_restore_until_a_moment_holds_what_was_received_until_then(int seed)
    {
        var random = new Random(seed);
        var options = new StorageOptions { DataDirectory = Data, LogArchiveDirectory = Archive, LogSegmentBytes = 2048 };
        long backedUpMs;
        using (var platform = new SmallPlatform(options, _clock))
        {
            await platform.IntroduceAsync();
            await ReceiveAsync(platform, random, minutes: 40);
            backedUpMs = _clock.NowMs;
            await new OnlineBackup(options, TimeProvider.System).RunAsync(Backup, Silent.Instance, CancellationToken.None);
            await ReceiveAsync(platform, random, minutes: 120);
        }

        // The last file is not full: it is not in the archive.
        foreach (var minutes in new[] { 0, random.Next(1, 100), random.Next(1, 100) })
        {
            var until = backedUpMs + (minutes * 60_000L) + random.Next(60_000);
            var restored = Path.Combine(_scratch.Path, $"restored-{minutes}-{until}");
            var outcome = await RestoreAsync(restored, until, Archive);

            Assert.Equal(_sent.Where(sent => sent.ReceiptMs <= until).Max(sent => sent.ReceiptMs), outcome.LastReceipt?.ToUnixTimeMilliseconds());
            Assert.InRange(outcome.CutReadings, 1, _sent.Count(sent => sent.ReceiptMs > until));
            await AssertHoldsAsync(restored, until);
            var (findings, progress) = await CheckedStores.CheckAsync(restored);
            Assert.Empty(findings);
            Assert.True(progress is { CellsPending: 0, CellsCompared: > 100 }, $"{progress}");
        }
    }

    [Fact]
    public async Task What_was_erased_after_the_backup_is_erased_again_when_it_is_rolled_forward()
    {
        var random = new Random(8);
        var options = new StorageOptions { DataDirectory = Data, LogArchiveDirectory = Archive, LogSegmentBytes = 2048 };
        long orderedMs;
        using (var platform = new SmallPlatform(options, _clock))
        {
            await platform.IntroduceAsync();
            await ReceiveAsync(platform, random, minutes: 40);
            await new OnlineBackup(options, TimeProvider.System).RunAsync(Backup, Silent.Instance, CancellationToken.None);
            await ReceiveAsync(platform, random, minutes: 5);
            orderedMs = _clock.NowMs;
            await platform.EraseAsync(2);
            await ReceiveAsync(platform, random, minutes: 60);
        }

        var restored = Path.Combine(_scratch.Path, "restored");
        await RestoreAsync(restored, orderedMs + (30 * 60_000), Archive);
        var bare = Path.Combine(_scratch.Path, "bare");
        await RestoreAsync(bare, until: null, archive: null);

        Assert.DoesNotContain(await TimesOfAsync(restored, "probe-2"), timeMs => timeMs < orderedMs);
        Assert.NotEmpty(await TimesOfAsync(restored, "probe-2"));
        Assert.Contains(await TimesOfAsync(restored, "probe-4"), timeMs => timeMs < orderedMs);
        Assert.NotEmpty(await TimesOfAsync(bare, "probe-2")); // Whoever restores without the log orders it again.
        var (findings, progress) = await CheckedStores.CheckAsync(restored);
        Assert.Empty(findings);
        Assert.True(progress.CellsSealed > 0);
    }

    private static async Task<List<long>> TimesOfAsync(string data, string device)
    {
        var options = new StorageOptions { DataDirectory = data };
        using var pool = new QueryPool(options);
        var page = await new SqliteReadingQuery(pool, options).FindPageAsync(
            device, CheckedStores.Indicator("SOIL_MOISTURE"), DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, int.MaxValue, cursor: null, CancellationToken.None);
        return [.. page!.Points.Select(point => point.Time.ToUnixTimeMilliseconds())];
    }

    [Fact]
    public async Task A_moment_before_the_backup_or_behind_the_log_is_refused()
    {
        var random = new Random(4);
        var options = new StorageOptions { DataDirectory = Data };
        using (var platform = new SmallPlatform(options, _clock))
        {
            await platform.IntroduceAsync();
            await ReceiveAsync(platform, random, minutes: 5);
            await new OnlineBackup(options, TimeProvider.System).RunAsync(Backup, Silent.Instance, CancellationToken.None);
        }

        foreach (var until in new[] { _clock.NowMs - 60_000, _clock.NowMs + 60_000 })
        {
            var refused = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(Path.Combine(_scratch.Path, $"to-{until}"), until, archive: null));
            Assert.Equal(BackupFault.NotCovered, refused.Fault);
        }
    }

    [Fact]
    public async Task An_archive_that_lacks_a_file_is_refused()
    {
        var random = new Random(5);
        var options = new StorageOptions { DataDirectory = Data, LogArchiveDirectory = Archive, LogSegmentBytes = 2048 };
        using (var platform = new SmallPlatform(options, _clock))
        {
            await platform.IntroduceAsync();
            await ReceiveAsync(platform, random, minutes: 5);
            await new OnlineBackup(options, TimeProvider.System).RunAsync(Backup, Silent.Instance, CancellationToken.None);
            await ReceiveAsync(platform, random, minutes: 120);
        }

        File.Delete(Directory.GetFiles(Archive, "*.db").Order(StringComparer.Ordinal).ElementAt(^2));
        var refused = await Assert.ThrowsAsync<BackupException>(() => RestoreAsync(Path.Combine(_scratch.Path, "restored"), until: null, Archive));
        Assert.Equal(BackupFault.Damaged, refused.Fault);
        Assert.True(Restore.IsUnfinished(Path.Combine(_scratch.Path, "restored")));
    }

    [Fact]
    public async Task While_the_archive_cannot_be_written_no_file_of_the_log_goes()
    {
        await File.WriteAllTextAsync(Archive, "a file where a folder is needed");
        var options = new StorageOptions { DataDirectory = Data, LogArchiveDirectory = Archive, LogSegmentBytes = 2048 };
        using var platform = new SmallPlatform(options, _clock);
        await platform.IntroduceAsync();
        await ReceiveAsync(platform, new Random(6), minutes: 30);
        var problem = SpinWait.SpinUntil(() => platform.Log.ArchiveProblem is not null, TimeSpan.FromSeconds(30));
        Assert.True(problem);

        var files = Directory.GetFiles(Path.Combine(Data, "log"), "*.db").Length;
        platform.Log.TruncateBefore(platform.Log.LastOffset);
        Assert.Equal(files, Directory.GetFiles(Path.Combine(Data, "log"), "*.db").Length);

        File.Delete(Archive);
        Assert.True(SpinWait.SpinUntil(() => platform.Log.ArchiveProblem is null, TimeSpan.FromSeconds(30)));
        platform.Log.TruncateBefore(platform.Log.LastOffset);
        Assert.True(Directory.GetFiles(Path.Combine(Data, "log"), "*.db").Length < files);
    }

    public void Dispose() => _scratch.Dispose();

    private async Task ReceiveAsync(SmallPlatform platform, Random random, int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            var readings = SmallPlatform.Some(random, _clock.NowMs);
            await platform.ReceiveAsync(readings);
            _sent.AddRange(readings.Select(reading => (_clock.NowMs, reading.Device, reading.TimeMs, reading.Value)));
        }

        await platform.SettleAsync();
    }

    private Task<RestoreOutcome> RestoreAsync(string to, long? until, string? archive)
    {
        Directory.CreateDirectory(to);
        return new Restore(AreaCatalog.Load(), _clock, NullLoggerFactory.Instance).RunAsync(
            new RestoreOrder(Backup, to, until is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null, archive), Silent.Instance, CancellationToken.None);
    }

    // The first value of a moment stands; the same again is a duplicate, another one a conflict.
    private async Task AssertHoldsAsync(string restored, long until)
    {
        var expected = new Dictionary<(int Device, long TimeMs), double>();
        var received = 0;
        foreach (var (receiptMs, device, timeMs, value) in _sent)
        {
            if (receiptMs > until) continue;
            received++;
            expected.TryAdd((device, timeMs), value);
        }

        var options = new StorageOptions { DataDirectory = restored };
        using var pool = new QueryPool(options);
        var query = new SqliteReadingQuery(pool, options);
        for (var device = 0; device < 6; device++)
        {
            var page = await query.FindPageAsync(
                $"probe-{device}", CheckedStores.Indicator("SOIL_MOISTURE"), DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue, int.MaxValue, cursor: null, CancellationToken.None);
            Assert.Equal(
                expected.Where(entry => entry.Key.Device == device).Select(entry => (entry.Key.TimeMs, entry.Value)).Order(),
                page!.Points.Select(point => (point.Time.ToUnixTimeMilliseconds(), point.Value)));
        }

        var books = await new SqliteLedgerQuery(pool, AreaCatalog.Load()).TotalAsync(CancellationToken.None);
        Assert.True(books.Closes, $"{books}");
        Assert.Equal((received, expected.Count), (books.Received, books.Stored + books.Pending));
    }
}
