using SmartSectors.Grains.Log;

namespace SmartSectors.Storage.Tests.Log;

public class CutLogTests
{
    [Fact]
    public async Task Wherever_the_end_is_cut_off_a_prefix_of_whole_blocks_remains_and_the_log_goes_on()
    {
        using var folder = new ScratchFolder();
        var copy = Path.Combine(folder.Path, "copy");
        var (written, files) = await WriteAsync(Path.Combine(folder.Path, "whole"));
        var wal = files.Single(file => file.Name.EndsWith("-wal", StringComparison.Ordinal));
        var random = new Random(1);
        var cuts = Enumerable.Range(0, 60).Select(_ => random.Next(wal.Bytes.Length)).Concat([0, 1, 31, 32, 33, wal.Bytes.Length - 1, wal.Bytes.Length]);

        foreach (var cut in cuts)
        {
            Lay(copy, files, wal.Name, wal.Bytes[..cut]);
            var kept = await GoOnAsync(copy, written);
            if (cut == wal.Bytes.Length) Assert.Equal(written.Count, kept);
        }
    }

    [Fact]
    public async Task Whichever_byte_of_the_end_is_damaged_no_damaged_block_is_read()
    {
        using var folder = new ScratchFolder();
        var copy = Path.Combine(folder.Path, "copy");
        var (written, files) = await WriteAsync(Path.Combine(folder.Path, "whole"));
        var wal = files.Single(file => file.Name.EndsWith("-wal", StringComparison.Ordinal));
        var random = new Random(2);

        for (var i = 0; i < 60; i++)
        {
            var damaged = wal.Bytes.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            Lay(copy, files, wal.Name, damaged);
            await GoOnAsync(copy, written);
        }
    }

    // What a kill leaves: the files as they are while the log is open.
    private static async Task<(List<(long Offset, long Number)> Written, List<(string Name, byte[] Bytes)> Files)> WriteAsync(string directory)
    {
        using var log = LogHarness.Open(new StorageOptions { DataDirectory = directory, LogBlockBytes = 1 });
        log.Start(block => block.Release());
        for (var number = 1; number <= 12; number++)
        {
            var batch = new NumberedBatch(number);
            await log.AppendAsync(batch, CancellationToken.None);
            await batch.Durable.WaitAsync(LogHarness.Deadline);
        }

        log.Stop();
        var files = Directory.GetFiles(Path.Combine(directory, "log")).Where(path => !path.EndsWith("-shm", StringComparison.Ordinal))
            .Select(path => (Path.GetFileName(path), ReadShared(path))).ToList();
        return (LogHarness.ReadNumbers(log), files);
    }

    private static void Lay(string directory, List<(string Name, byte[] Bytes)> files, string cutName, byte[] cut)
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        var folder = Directory.CreateDirectory(Path.Combine(directory, "log")).FullName;
        foreach (var (name, bytes) in files) File.WriteAllBytes(Path.Combine(folder, name), name == cutName ? cut : bytes);
    }

    // How many blocks with samples were kept.
    private static async Task<int> GoOnAsync(string directory, List<(long Offset, long Number)> written)
    {
        int kept;
        using (var log = LogHarness.Open(new StorageOptions { DataDirectory = directory }))
        {
            var read = LogHarness.ReadNumbers(log);
            kept = read.Count;
            Assert.Equal(written.Take(kept), read);

            var batch = new NumberedBatch(99);
            log.Start(block => block.Release());
            await log.AppendAsync(batch, CancellationToken.None);
            await batch.Durable.WaitAsync(LogHarness.Deadline);
        }

        using var reopened = LogHarness.Open(new StorageOptions { DataDirectory = directory });
        Assert.Equal(written.Take(kept).Select(block => block.Number).Append(99), LogHarness.ReadNumbers(reopened).Select(block => block.Number));
        return kept;
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
