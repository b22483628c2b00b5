namespace SmartSectors.Reporting.Sdmx;

/// <summary>How many answers may be written at once: however slow their clients are, they take the room of so many.</summary>
internal sealed class AnswerPlaces(SdmxOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.MaxAnswers);

    /// <summary>Takes a place, to be disposed of with the answer; null when none is free.</summary>
    public IDisposable? TryTake() => _free.Wait(0) ? new Place(_free) : null;

    public void Dispose() => _free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        private SemaphoreSlim? _free = free;

        public void Dispose() => Interlocked.Exchange(ref _free, null)?.Release();
    }
}
