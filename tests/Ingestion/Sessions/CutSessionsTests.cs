using SmartSectors.Ingestion.Sessions;
using SmartSectors.Mqtt;
using static SmartSectors.Ingestion.Tests.Sessions.SessionFolder;

namespace SmartSectors.Ingestion.Tests.Sessions;

/// <summary>What a kill or a power loss leaves: the files as they were at a commit, or with their end cut off or damaged.</summary>
public sealed class CutSessionsTests
{
    [Fact]
    public void After_a_kill_at_any_commit_all_that_was_told_durable_is_there()
    {
        using var folder = new SessionFolder();
        using var copy = new SessionFolder();
        using var store = folder.Open(out _);
        var changes = new RandomChanges(store);
        var random = new Random(1);
        for (var commit = 0; commit < 60; commit++)
        {
            for (var i = random.Next(20); i >= 0; i--) changes.Apply(random.Next(1 << 20));
            Waiter.For(store).Wait();

            Lay(copy, Files(folder));
            copy.Open(out var stored).Dispose();
            Assert.Equal(Describe(changes.Model.Load()), Describe(stored));
        }
    }

    [Fact]
    public void Wherever_the_end_is_cut_off_or_damaged_what_is_loaded_was_so_at_one_time_and_the_store_goes_on()
    {
        using var folder = new SessionFolder();
        using var copy = new SessionFolder();
        var random = new Random(2);
        List<(string Name, byte[] Bytes)> files;
        var times = new HashSet<string> { Describe(new StoredSessions()) };
        using (var store = folder.Open(out _))
        {
            var changes = new RandomChanges(store);
            for (var i = 0; i < 400; i++)
            {
                changes.Apply(random.Next(1 << 20));
                times.Add(Describe(changes.Model.Load()));
                if (i % 5 == 0) Waiter.For(store).Wait();
            }

            Waiter.For(store).Wait();
            files = Files(folder);
        }

        var wal = files.Single(file => file.Name.EndsWith("-wal", StringComparison.Ordinal));
        var loaded = new HashSet<string>();
        for (var i = 0; i < 100; i++)
        {
            var at = random.Next(wal.Bytes.Length);
            var left = i % 2 == 0 ? wal.Bytes[..at] : Damaged(wal.Bytes, at);
            Lay(copy, [.. files.Where(file => file != wal), (wal.Name, left)]);
            using (var store = copy.Open(out var stored))
            {
                Assert.Contains(Describe(stored), times);
                loaded.Add(Describe(stored));
                store.PutSession(new StoredSession(99, "later", 60, null, null));
            }

            copy.Open(out var later).Dispose();
            Assert.Contains(later.Sessions, state => state.Session.ClientId == "later");
        }

        Assert.InRange(loaded.Count, 10, times.Count); // Of many times, not only of the beginning.
    }

    [Fact]
    public void A_file_of_a_newer_build_is_refused()
    {
        using var folder = new SessionFolder();
        folder.Open(out _).Dispose();
        folder.Execute("PRAGMA user_version = 99");
        var refused = Assert.Throws<IOException>(() => folder.Open(out _));
        Assert.Contains("sessions.db is of version 99, and this build knows 2", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)] // The header: no database at all.
    [InlineData(20_000)] // Pages of tables.
    public void A_damaged_file_is_refused_with_what_to_do(int from)
    {
        using var folder = new SessionFolder();
        using (var store = folder.Open(out _))
        {
            for (var i = 0; i < 2_000; i++) store.PutSession(new StoredSession(i, $"client-{i}", 60, null, null));
        }

        using (var file = System.IO.File.OpenWrite(folder.File))
        {
            file.Position = from;
            file.Write(Enumerable.Repeat((byte)0xA5, 40_000).ToArray());
        }

        var refused = Assert.Throws<IOException>(() => folder.Open(out _));
        Assert.Contains("sessions.db is damaged", refused.Message, StringComparison.Ordinal);
        Assert.Contains("move it away", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM messages")]
    [InlineData("DELETE FROM sessions")]
    public void A_file_that_lacks_what_it_refers_to_is_refused(string damage)
    {
        using var folder = new SessionFolder();
        using (var store = folder.Open(out _))
        {
            store.PutSession(new StoredSession(1, "client", 60, null, null));
            store.PutDelivery(1, new StoredDelivery(1, RandomChanges.Message(1), QualityOfService.AtLeastOnce, false, null, 0));
        }

        folder.Execute(damage);
        Assert.Contains("is damaged", Assert.Throws<IOException>(() => folder.Open(out _)).Message, StringComparison.Ordinal);
    }

    private static byte[] Damaged(byte[] bytes, int at)
    {
        var damaged = bytes.ToArray();
        damaged[at] ^= 0x5A;
        return damaged;
    }

    private static List<(string Name, byte[] Bytes)> Files(SessionFolder folder) =>
        [.. System.IO.Directory.GetFiles(folder.Path).Where(path => !path.EndsWith("-shm", StringComparison.Ordinal)).Select(path => (Path.GetFileName(path), ReadShared(path)))];

    private static void Lay(SessionFolder folder, List<(string Name, byte[] Bytes)> files)
    {
        foreach (var path in System.IO.Directory.GetFiles(folder.Path)) System.IO.File.Delete(path);
        foreach (var (name, bytes) in files) System.IO.File.WriteAllBytes(Path.Combine(folder.Path, name), bytes);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
