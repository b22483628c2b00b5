using Microsoft.Extensions.Logging.Abstractions;
using SmartSectors.Storage.Backup;
using SmartSectors.Storage.Check;
using SmartSectors.Storage.Schemes;
using SmartSectors.Storage.Tests.Backup;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Storage.Tests.Check;

/// <summary>Stores of a platform that was stopped, an older backup of it and the archive of its log; copies of the stores may be damaged.</summary>
public sealed class DamagedStores : IAsyncLifetime, IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private int _copies;

    public string Data => Path.Combine(_scratch.Path, "data");

    public string Archive => Path.Combine(_scratch.Path, "archive");

    public string Backup => Path.Combine(_scratch.Path, "backup");

    public async Task InitializeAsync()
    {
        var clock = new ManualClock(SmallPlatform.StartMs);
        var random = new Random(7);
        var options = new StorageOptions { DataDirectory = Data, LogArchiveDirectory = Archive, LogSegmentBytes = 8192 };
        using var platform = new SmallPlatform(options, clock);
        await platform.IntroduceAsync();
        for (var minute = 0; minute < 150; minute++)
        {
            await platform.ReceiveAsync(SmallPlatform.Some(random, clock.NowMs));
            if (minute == 60) await new OnlineBackup(options, TimeProvider.System).RunAsync(Backup, Silent.Instance, CancellationToken.None);
        }

        await platform.SettleAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _scratch.Dispose();

    /// <summary>A copy of the stores; gone with the originals.</summary>
    public string Copy()
    {
        var copy = Path.Combine(_scratch.Path, $"copy-{Interlocked.Increment(ref _copies)}");
        foreach (var file in Directory.GetFiles(Data, "*", SearchOption.AllDirectories))
        {
            var place = Path.Combine(copy, Path.GetRelativePath(Data, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.Copy(file, place);
        }

        return copy;
    }

    /// <summary>Changes one byte of a file.</summary>
    public static void Flip(string file, long offset)
    {
        using var stream = new FileStream(file, FileMode.Open);
        stream.Position = offset;
        var before = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(before ^ 0x5A));
    }

    /// <summary>Overwrites the head of a page, by which SQLite knows what it is.</summary>
    public static void SpoilPage(string file, long page, int pageBytes)
    {
        using var stream = new FileStream(file, FileMode.Open);
        stream.Position = (page - 1) * pageBytes;
        stream.Write(new byte[16]);
    }

    public static List<FileDamage> CheckFiles(string data) =>
        [.. new FileCheck(new StorageOptions { DataDirectory = data }).Run(Silent.Instance, CancellationToken.None)];

    /// <summary>The whole check, as the command makes it.</summary>
    public static async Task<(List<FileDamage> Files, List<CheckFinding> Cells, IReadOnlyList<string> Unreadable, CheckProgress Progress)> CheckAsync(string data)
    {
        var options = new StorageOptions { DataDirectory = data };
        var unreadable = new Unreadable();
        var check = new SqliteConsistencyCheck(options, SchemeCatalog.Load(), new SchemeFiles(options), AreaCatalog.Load(), unreadable);
        var (cells, last) = (new List<CheckFinding>(), new Last());
        await foreach (var finding in check.RunAsync(new CheckScope(null, null, null, null), last, CancellationToken.None)) cells.Add(finding);
        return (CheckFiles(data), cells, unreadable.Parts, last.Value);
    }

    public static Task<IReadOnlyList<string>> RepairAsync(string data, string? from = null, string? archive = null)
    {
        var options = new StorageOptions { DataDirectory = data };
        return new Repair(options, new FileCheck(options), AreaCatalog.Load(), TimeProvider.System, NullLoggerFactory.Instance)
            .RunAsync(new RepairOrder(from, archive), Silent.Instance, CancellationToken.None);
    }

    private sealed class Last : IProgress<CheckProgress>
    {
        public CheckProgress Value { get; private set; }

        public void Report(CheckProgress value) => Value = value;
    }
}
