namespace SmartSectors.Faults.Tests.Support;

/// <summary>Waits for what another process does, which no barrier in this one can tell.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100), Limit = TimeSpan.FromSeconds(60);

    /// <summary>Asks again until the answer is good; fails with the last answer when it never is.</summary>
    public static async Task<T> Async<T>(Func<Task<T>> ask, Func<T, bool> isGood, TimeSpan? limit = null)
    {
        using var deadline = new CancellationTokenSource(limit ?? Limit);
        while (true)
        {
            var answer = await ask();
            if (isGood(answer)) return answer;
            Assert.False(deadline.IsCancellationRequested, $"not within {(limit ?? Limit).TotalSeconds:0} s; last: {answer}");
            await Task.Delay(Pause);
        }
    }
}
