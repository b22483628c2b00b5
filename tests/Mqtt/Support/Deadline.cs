namespace SmartSectors.Mqtt.Tests.Support;

/// <summary>Turns a hang into a failure; nothing waits this long when the code is right.</summary>
internal static class Deadline
{
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(30);

    public static Task InTime(this Task task) => task.WaitAsync(_hang);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(_hang);

    /// <summary>For a state that another thread is about to reach and that nobody announces.</summary>
    public static async Task Until(Func<bool> reached)
    {
        using var hang = new CancellationTokenSource(_hang);
        while (!reached())
        {
            hang.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
