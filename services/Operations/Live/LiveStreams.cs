namespace SmartSectors.Operations.Live;

/// <summary>How many streams are open, so that there are never more than there may be.</summary>
internal sealed class LiveStreams(OperationsOptions options)
{
    private int _open;

    /// <summary>Null when there is no room; else to be disposed when the stream ends.</summary>
    public IDisposable? TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= options.MaxStreams) return new Place(this);
        Interlocked.Decrement(ref _open);
        return null;
    }

    private sealed class Place(LiveStreams streams) : IDisposable
    {
        private bool _isLeft;

        public void Dispose()
        {
            if (!Interlocked.Exchange(ref _isLeft, true)) Interlocked.Decrement(ref streams._open);
        }
    }
}
