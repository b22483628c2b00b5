namespace SmartSectors.Fleet.Paced;

/// <summary>
/// Some of the fleet's devices, each at its own interval, over one connection. At most <paramref name="window"/>
/// messages wait for their PUBACK; when the platform is slower than the devices, these become late, not lost.
/// </summary>
/// <param name="schedule">The devices with the interval at which they sample.</param>
internal sealed class PacedConnection(
    IMessagePublisher publisher, IReadOnlyList<(DeviceFeed Feed, TimeSpan Interval)> schedule, MessageBudget budget,
    PacedCounts counts, int window, TimeSpan drainTimeout, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(window);
    private readonly CancellationTokenSource _end = new();
    private readonly List<byte[]> _deliveries = [];

    /// <summary>Runs until it is stopped or the budget is spent, then sends what was held back and waits for PUBACKs.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var stopping = stop.Register(() => _end.CancelAfter(drainTimeout));
        try
        {
            await SendWhenDueAsync(stop);
            if (!stop.IsCancellationRequested) _end.CancelAfter(drainTimeout);
            foreach (var (feed, _) in schedule)
            {
                feed.Flush(_deliveries);
                await SendDeliveriesAsync(feed);
            }
            for (var i = 0; i < window; i++) await _slots.WaitAsync(_end.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // What was not acknowledged until now is counted as such.
        }
        finally
        {
            foreach (var (feed, _) in schedule) feed.EndTrouble();
        }
    }

    public void Dispose()
    {
        _slots.Dispose();
        _end.Dispose();
    }

    private async Task SendWhenDueAsync(CancellationToken stop)
    {
        var queue = new PriorityQueue<(DeviceFeed Feed, long Interval), long>(schedule.Count);
        var startedAt = time.GetTimestamp();
        foreach (var (feed, every) in schedule)
        {
            var interval = (long)(every.TotalSeconds * time.TimestampFrequency);
            queue.Enqueue((feed, interval), startedAt + (long)(feed.Device.Seed.With(-2).Unit * interval));
        }

        while (!stop.IsCancellationRequested && counts.Lost == 0 && queue.TryPeek(out var next, out var due))
        {
            var now = time.GetTimestamp();
            if (due > now)
            {
                await WaitAsync(time.GetElapsedTime(now, due), stop);
                continue;
            }
            if (!budget.TryTake()) return;

            next.Feed.Next(time.GetUtcNow().ToUnixTimeMilliseconds(), _deliveries);
            // A device that is behind does not catch up in a burst.
            queue.DequeueEnqueue(next, Math.Max(due + next.Interval, now));
            await SendDeliveriesAsync(next.Feed);
        }
    }

    private async Task SendDeliveriesAsync(DeviceFeed feed)
    {
        foreach (var body in _deliveries)
        {
            counts.Send();
            await _slots.WaitAsync(_end.Token);
            _ = PublishAsync(feed.Device.Topic, body);
        }
        _deliveries.Clear();
    }

    /// <summary>Never throws: a lost connection is counted and ends the loop above.</summary>
    private async Task PublishAsync(string topic, byte[] body)
    {
        var sentAt = time.GetTimestamp();
        try
        {
            var reason = await publisher.PublishAsync(topic, body);
            counts.Acknowledge(reason, time.GetElapsedTime(sentAt));
        }
        catch (IOException lost)
        {
            counts.Lose(lost.Message);
        }
        finally
        {
            ReleaseSlot();
        }
    }

    private void ReleaseSlot()
    {
        try
        {
            _slots.Release();
        }
        catch (ObjectDisposedException)
        {
            // The run ended before this acknowledgement came.
        }
    }

    /// <summary>Returns early when told to stop.</summary>
    private async Task WaitAsync(TimeSpan wait, CancellationToken stop) =>
        await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
