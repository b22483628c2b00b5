using SmartSectors.Grains.Watching;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Live;

/// <summary>Reads a journal for one question.</summary>
/// <param name="place">The number to begin with; null where what was asked for is not kept.</param>
/// <param name="tellAsync">What an entry says to the reader: events, or that its question is another now.</param>
/// <param name="leave">Nobody reads on.</param>
internal sealed class JournalReader<TEntry, T>(
    Journal<TEntry> journal, Guid process, long? place, Func<TEntry, bool> isWanted, Func<TEntry, CancellationToken, ValueTask<(T? Event, bool HasChanged)>> tellAsync, Action leave)
    : ILiveReader<T>
    where T : struct
{
    private const int EventsAtOnce = 500;

    private readonly List<(long Number, TEntry Entry)> _found = [];
    private long _place = place ?? journal.Next;
    private bool _isLeft;

    public string Place => LivePlace.Of(process, Volatile.Read(ref _place));

    public async ValueTask<LiveBatch<T>> ReadAsync(CancellationToken cancellationToken)
    {
        if (place is null) return new LiveBatch<T>([], LiveGap.Unknown);
        while (true)
        {
            _found.Clear();
            var from = _place;
            if (!journal.TryRead(ref from, isWanted, _found, EventsAtOnce)) return new LiveBatch<T>([], LiveGap.Lagging);

            var events = new List<(string, T)>(_found.Count);
            foreach (var (number, entry) in _found)
            {
                var (told, hasChanged) = await tellAsync(entry, cancellationToken);
                if (hasChanged) return new LiveBatch<T>([], LiveGap.Changed);
                if (told is { } what) events.Add((LivePlace.Of(process, number + 1), what));
            }

            Volatile.Write(ref _place, from);
            if (events.Count > 0) return new LiveBatch<T>(events, LiveGap.None);
            await journal.WrittenAsync(from).WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isLeft, true)) return;
        leave();
    }
}
