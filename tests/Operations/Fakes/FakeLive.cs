using System.Collections.Concurrent;
using System.Threading.Channels;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Operations.Tests.Fakes;

/// <summary>Streams that tell what a test gives them.</summary>
internal sealed class FakeLive : ILiveCells, ILiveReadings
{
    public Script<LiveCellRequest, CellEvent> Cells { get; } = new();

    public Script<LiveReadingRequest, ReadingEvent> Readings { get; } = new();

    public ValueTask<ILiveReader<CellEvent>> OpenAsync(LiveCellRequest request, string? after, CancellationToken cancellationToken) => Cells.Open(request, after);

    public ValueTask<ILiveReader<ReadingEvent>> OpenAsync(LiveReadingRequest request, string? after, CancellationToken cancellationToken) => Readings.Open(request, after);

    internal sealed class Script<TRequest, T>
    {
        private int _readers;

        public Channel<LiveBatch<T>> Batches { get; } = Channel.CreateUnbounded<LiveBatch<T>>();

        public ConcurrentQueue<(TRequest Request, string? After)> Opened { get; } = new();

        public int OpenReaders => Volatile.Read(ref _readers);

        public void Tell(string place, T what) => Batches.Writer.TryWrite(new LiveBatch<T>([(place, what)], LiveGap.None));

        public void Lose(LiveGap gap) => Batches.Writer.TryWrite(new LiveBatch<T>([], gap));

        public ValueTask<ILiveReader<T>> Open(TRequest request, string? after)
        {
            Opened.Enqueue((request, after));
            Interlocked.Increment(ref _readers);
            return ValueTask.FromResult<ILiveReader<T>>(new Reader(this, $"place-{Opened.Count}"));
        }

        private sealed class Reader(Script<TRequest, T> script, string place) : ILiveReader<T>
        {
            public string Place => place;

            public ValueTask<LiveBatch<T>> ReadAsync(CancellationToken cancellationToken) => script.Batches.Reader.ReadAsync(cancellationToken);

            public void Dispose() => Interlocked.Decrement(ref script._readers);
        }
    }
}
