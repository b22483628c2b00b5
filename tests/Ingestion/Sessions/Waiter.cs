using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Tests.Sessions;

/// <summary>Waits for a commit, and tells on which thread it was told.</summary>
internal sealed class Waiter(Action<string>? told = null) : IDurabilityWaiter
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsTold => _durable.Task.IsCompleted;

    public int Thread { get; private set; }

    public static Waiter For(ISessionStore store)
    {
        var waiter = new Waiter();
        store.WhenDurable(waiter);
        return waiter;
    }

    public void OnDurable()
    {
        Thread = Environment.CurrentManagedThreadId;
        told?.Invoke("durable");
        _durable.SetResult();
    }

    public void OnCommitEnd() => told?.Invoke("end");

    public void Wait() => Assert.True(_durable.Task.Wait(Deadline), "nobody said that it is durable");
}
