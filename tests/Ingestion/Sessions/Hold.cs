using SmartSectors.Mqtt;

namespace SmartSectors.Ingestion.Tests.Sessions;

/// <summary>Keeps the store's writer from its next commit.</summary>
internal sealed class Hold : IDurabilityWaiter, IDisposable
{
    private readonly ManualResetEventSlim _isHeld = new();
    private readonly ManualResetEventSlim _mayGo = new();

    /// <param name="change">Gives the store something to commit, so that it is the writer who is held.</param>
    public static Hold On(ISessionStore store, Action change)
    {
        var hold = new Hold();
        change();
        store.WhenDurable(hold);
        hold._isHeld.Wait();
        return hold;
    }

    public void OnDurable()
    {
        _isHeld.Set();
        _mayGo.Wait();
    }

    public void OnCommitEnd()
    {
        // Nothing to flush.
    }

    public void Dispose() => _mayGo.Set();
}
