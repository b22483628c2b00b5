namespace SmartSectors.Mqtt;

internal static class SessionStoreWaiting
{
    /// <summary>Done when everything that was given to the store is durable.</summary>
    public static Task DurableAsync(this ISessionStore store)
    {
        var waiter = new Waiter();
        store.WhenDurable(waiter);
        return waiter.Task;
    }

    private sealed class Waiter : TaskCompletionSource, IDurabilityWaiter
    {
        public Waiter()
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
        }

        public void OnDurable() => SetResult();

        public void OnCommitEnd()
        {
            // Whoever waits here flushes by itself.
        }
    }
}
