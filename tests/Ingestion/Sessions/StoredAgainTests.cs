using FsCheck;
using FsCheck.Fluent;
using SmartSectors.Ingestion.Sessions;
using SmartSectors.Mqtt;
using static SmartSectors.Ingestion.Tests.Sessions.SessionFolder;

namespace SmartSectors.Ingestion.Tests.Sessions;

public sealed class StoredAgainTests
{
    private const string Unheld =
        """
        SELECT count(*) FROM messages WHERE id NOT IN
            (SELECT message FROM deliveries UNION SELECT message FROM retained UNION SELECT will FROM sessions)
        """;

    private enum Step
    {
        GoOn,
        WaitForTheCommit,
        Restart,
    }

    [Fact]
    public void Everything_that_was_given_is_loaded_again_whatever_was_given_and_no_message_is_left_over()
    {
        var step = Gen.Frequency((20, Gen.Constant(Step.GoOn)), (3, Gen.Constant(Step.WaitForTheCommit)), (1, Gen.Constant(Step.Restart)));
        var steps = from change in Gen.Choose(0, 1 << 20) from next in step select (change, next);

        Prop.ForAll(steps.ListOf().ToArbitrary(), run =>
        {
            using var folder = new SessionFolder();
            var store = folder.Open(out _);
            var changes = new RandomChanges(store);
            foreach (var (change, next) in run)
            {
                changes.Apply(change);
                if (next is Step.WaitForTheCommit) Waiter.For(store).Wait();
                if (next is not Step.Restart) continue;

                store.Dispose();
                store = folder.Open(out var loaded);
                Assert.Equal(Describe(changes.Model.Load()), Describe(loaded));
                changes.Store = store;
                changes.Take(loaded);
            }

            store.Dispose();
            Assert.Equal(0, folder.Ask(Unheld));
            folder.Open(out var stored).Dispose();
            Assert.Equal(Describe(changes.Model.Load()), Describe(stored));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(400));
    }

    [Fact]
    public void A_message_for_many_is_stored_once_and_goes_with_the_last_of_them()
    {
        using var folder = new SessionFolder();
        var message = RandomChanges.Message(1);
        using (var store = folder.Open(out _))
        {
            for (var session = 1; session <= 3; session++)
            {
                store.PutSession(new StoredSession(session, $"client-{session}", 60, null, null));
                store.PutDelivery(session, new StoredDelivery(1, message, QualityOfService.AtLeastOnce, false, null, 0));
                Waiter.For(store).Wait(); // A commit of its own each.
            }

            store.PutRetained(message);
        }

        Assert.Equal((1L, 3L), (folder.Ask("SELECT count(*) FROM messages"), folder.Ask("SELECT count(*) FROM deliveries")));
        using (var store = folder.Open(out var stored))
        {
            Assert.Single(stored.Sessions.SelectMany(state => state.Deliveries).Select(delivery => delivery.Message).Concat(stored.Retained).Distinct());
            store.RemoveDelivery(1, 1);
            store.RemoveRetained(message.Topic);
            store.RemoveSession(2);
        }

        Assert.Equal(1, folder.Ask("SELECT count(*) FROM messages"));
        using (var store = folder.Open(out _)) store.PutDelivery(3, new StoredDelivery(1, null, QualityOfService.ExactlyOnce, false, null, 7));
        Assert.Equal(0, folder.Ask("SELECT count(*) FROM messages"));
    }

    [Fact]
    public void A_file_of_the_first_version_is_taken_over_with_its_deliveries()
    {
        using var folder = new SessionFolder();
        using (var store = folder.Open(out _))
        {
            store.PutSession(new StoredSession(1, "client", 60, null, null));
            store.PutDelivery(1, new StoredDelivery(1, RandomChanges.Message(1), QualityOfService.AtLeastOnce, false, null, 7));
        }

        folder.Execute("ALTER TABLE deliveries DROP COLUMN shared; PRAGMA user_version = 1;");
        folder.Open(out var stored).Dispose();
        var delivery = stored.Sessions.Single().Deliveries.Single();
        Assert.Equal((7, null), (delivery.PacketId, delivery.Group));
    }

    [Fact]
    public void Many_threads_at_once_lose_nothing_of_each_other()
    {
        const int Threads = 4;
        using var folder = new SessionFolder();
        using (var store = folder.Open(out _))
        {
            Parallel.For(0, Threads, thread =>
            {
                store.PutSession(new StoredSession(thread, $"client-{thread}", 60, null, null));
                for (var i = 0; i < 2_000; i++)
                {
                    store.PutDelivery(thread, new StoredDelivery(i, RandomChanges.Message(i), QualityOfService.AtLeastOnce, false, null, 0));
                    if (i % 3 > 0) store.RemoveDelivery(thread, i);
                    if (i % 100 == 0) Waiter.For(store).Wait();
                }
            });
        }

        Assert.Equal(0, folder.Ask(Unheld));
        folder.Open(out var stored).Dispose();
        Assert.Equal(Threads, stored.Sessions.Count);
        Assert.All(stored.Sessions, state => Assert.Equal(
            Enumerable.Range(0, 2_000).Where(i => i % 3 == 0).Select(i => (long)i), state.Deliveries.Select(delivery => delivery.Sequence)));
    }
}
