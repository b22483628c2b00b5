using System.Collections.Concurrent;
using SmartSectors.Faults.Tests.Support;
using SmartSectors.Mqtt;
using static SmartSectors.Ingestion.Tests.Sessions.SessionFolder;

namespace SmartSectors.Ingestion.Tests.Sessions;

public sealed class DurabilityTests
{
    private static readonly StoredSession _session = new(1, "client", 60, null, null);

    [Fact]
    public void What_came_and_went_before_the_commit_is_not_written()
    {
        using var folder = new SessionFolder();
        using var store = folder.Open(out _);
        Waiter durable;
        long before;
        using (Hold.On(store, () => store.PutSession(_session)))
        {
            before = store.CommittedRows;
            for (var i = 0; i < 10_000; i++)
            {
                store.PutDelivery(1, Delivery(i));
                store.PutReceived(1, (ushort)i);
                store.PutRetained(RandomChanges.Message(1));
                store.RemoveRetained(RandomChanges.Message(1).Topic);
                store.RemoveReceived(1, (ushort)i);
                store.RemoveDelivery(1, i);
            }

            durable = Waiter.For(store);
        }

        durable.Wait();
        Assert.Equal((1L, before), (before, store.CommittedRows));
    }

    [Fact]
    public void What_changes_often_before_the_commit_is_written_once()
    {
        using var folder = new SessionFolder();
        using var store = folder.Open(out _);
        long before;
        using (Hold.On(store, () => store.PutSession(_session)))
        {
            before = store.CommittedRows;
            for (ushort i = 1; i <= 1_000; i++) store.PutDelivery(1, Delivery(1) with { PacketId = i });
        }

        Waiter.For(store).Wait();
        Assert.Equal(before + 2, store.CommittedRows); // The delivery and its message.
    }

    [Fact]
    public void Waiters_are_told_in_the_order_asked_and_the_end_of_the_commit_after_all_of_them()
    {
        using var folder = new SessionFolder();
        using var store = folder.Open(out _);
        var told = new ConcurrentQueue<string>();
        var waiters = Enumerable.Range(0, 50).Select(i => new Waiter(what => told.Enqueue($"{what} {i}"))).ToArray();
        using (Hold.On(store, () => store.PutSession(_session)))
        {
            foreach (var waiter in waiters)
            {
                store.PutDelivery(1, Delivery(1));
                store.WhenDurable(waiter);
                Assert.False(waiter.IsTold);
            }
        }

        store.Stop();
        Assert.Equal([.. Enumerable.Range(0, 50).Select(i => $"durable {i}"), .. Enumerable.Range(0, 50).Select(i => $"end {i}")], told);
    }

    [Fact]
    public void With_nothing_to_write_a_waiter_is_told_at_once_by_the_caller_and_with_something_by_the_writer()
    {
        using var folder = new SessionFolder();
        using var store = folder.Open(out _);
        var waiter = Waiter.For(store);
        Assert.True(waiter.IsTold);
        Assert.Equal(Environment.CurrentManagedThreadId, waiter.Thread);

        store.PutSession(_session);
        waiter = Waiter.For(store);
        waiter.Wait();
        Assert.NotEqual(Environment.CurrentManagedThreadId, waiter.Thread);
    }

    [Fact]
    public void A_waiter_may_change_and_ask_again()
    {
        using var folder = new SessionFolder();
        using var store = folder.Open(out _);
        var inner = new Waiter();
        store.WhenDurable(new Waiter(what =>
        {
            if (what == "end") return;
            store.PutSession(_session);
            store.WhenDurable(inner);
            Assert.False(inner.IsTold);
        }));
        inner.Wait();
    }

    [Fact]
    public void After_the_stop_nothing_is_taken_and_nobody_told()
    {
        using var folder = new SessionFolder();
        using (var store = folder.Open(out _))
        {
            store.PutSession(_session);
            store.Stop();
            store.PutSession(_session with { Number = 2 });
            Assert.False(Waiter.For(store).IsTold);
        }

        folder.Open(out var stored).Dispose();
        Assert.Equal([_session], stored.Sessions.Select(state => state.Session));
    }

    [Fact]
    public void On_a_full_disk_nobody_is_told_until_there_is_space_again_and_nothing_is_lost()
    {
        using var disk = SmallDisk.Mount(megabytes: 16);
        using var stalls = new Stalls();
        RandomChanges changes;
        using (var store = Open(Path.Combine(disk.Path, "data"), out _))
        {
            changes = new RandomChanges(store);
            changes.Apply(0);
            Waiter.For(store).Wait();

            disk.Fill();
            var payload = new byte[256 * 1024]; // More than what the write-ahead log may have left.
            ISessionStore[] both = [store, changes.Model];
            foreach (var one in both) one.PutDelivery(0, Delivery(1) with { Message = new MqttMessage("a"u8, payload, [], QualityOfService.AtLeastOnce) });
            var withheld = Waiter.For(store);
            stalls.WaitForTwo();
            Assert.StartsWith("The MQTT sessions cannot be written: sessions.db", store.Problem, StringComparison.Ordinal);
            for (var change = 0; change < 500; change++) changes.Apply(change * 7_919);
            var later = Waiter.For(store);
            Assert.False(withheld.IsTold || later.IsTold);

            disk.Free();
            withheld.Wait();
            later.Wait();
            Assert.Null(store.Problem);
        }

        Open(Path.Combine(disk.Path, "data"), out var stored).Dispose();
        Assert.Equal(Describe(changes.Model.Load()), Describe(stored));
    }

    [Fact]
    public void A_failure_that_no_try_mends_stops_the_store_and_nobody_is_told()
    {
        using var folder = new SessionFolder();
        folder.Open(out _).Dispose();
        folder.Execute("CREATE TRIGGER broken BEFORE INSERT ON received BEGIN SELECT RAISE(ABORT, 'no more'); END");
        var said = new CriticalLog();
        using var store = Open(folder.Path, out _, said);
        store.PutSession(_session);
        Waiter.For(store).Wait();

        store.PutReceived(1, 1);
        var withheld = Waiter.For(store);
        said.Wait();
        var later = Waiter.For(store);
        store.Stop();
        Assert.StartsWith("CORRUPT", store.Problem, StringComparison.Ordinal);
        Assert.False(withheld.IsTold || later.IsTold);
    }

    private static StoredDelivery Delivery(long sequence) =>
        new(sequence, RandomChanges.Message((int)sequence), QualityOfService.AtLeastOnce, false, null, 0);
}
