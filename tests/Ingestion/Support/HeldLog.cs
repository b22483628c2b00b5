using System.Collections.Concurrent;
using SmartSectors.Grains.Log;

namespace SmartSectors.Ingestion.Tests.Support;

/// <summary>A reading log that makes nothing durable until the test says so.</summary>
internal sealed class HeldLog : IReadingLog, IDisposable
{
    private readonly ConcurrentQueue<LogBatch> _held = new();
    private readonly SemaphoreSlim _appended = new(0);
    private readonly Lock _gate = new();
    private bool _isOpen;

    /// <summary>What was made durable, a batch an entry.</summary>
    public ConcurrentQueue<BatchContents> Durable { get; } = new();

    public long LastOffset => 0;

    public ValueTask AppendAsync(LogBatch batch, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isOpen) Complete(batch);
            else _held.Enqueue(batch);
        }

        _appended.Release();
        return ValueTask.CompletedTask;
    }

    /// <summary>Done when one more batch has been appended.</summary>
    public async Task NextAsync() => Assert.True(await _appended.WaitAsync(TimeSpan.FromSeconds(30)), "nothing was appended");

    /// <summary>Makes the oldest batch durable.</summary>
    public void CompleteOne()
    {
        Assert.True(_held.TryDequeue(out var batch));
        Complete(batch);
    }

    /// <summary>From now on every batch is durable at once.</summary>
    public void Open()
    {
        lock (_gate)
        {
            _isOpen = true;
            while (_held.TryDequeue(out var batch)) Complete(batch);
        }
    }

    public IEnumerable<CommittedBlock> Read(long fromOffset) => [];

    public void Dispose() => _appended.Dispose();

    public void TruncateBefore(long offset)
    {
    }

    public void Hold(LogHold hold)
    {
    }

    private void Complete(LogBatch batch)
    {
        Durable.Enqueue(BatchContents.Of(batch));
        batch.OnDurable();
        batch.OnCommitEnd();
    }
}
