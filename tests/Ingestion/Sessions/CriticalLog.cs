using Microsoft.Extensions.Logging;
using SmartSectors.Ingestion.Sessions;

namespace SmartSectors.Ingestion.Tests.Sessions;

/// <summary>Waits for something critical to be said.</summary>
internal sealed class CriticalLog : ILogger<SqliteSessionStore>
{
    private readonly TaskCompletionSource _said = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Wait() => Assert.True(_said.Task.Wait(TimeSpan.FromSeconds(60)), "nothing critical was said");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel is LogLevel.Critical) _said.TrySetResult();
    }
}
