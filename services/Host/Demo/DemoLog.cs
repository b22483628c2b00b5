using System.Globalization;

namespace SmartSectors.Host.Demo;

/// <summary>Keeps the newest warnings and errors for the table, which the usual lines would tear apart.</summary>
internal sealed class DemoLog(TimeProvider clock) : ILoggerProvider
{
    /// <summary>Older lines leave: the terminal has room for a few.</summary>
    private const int MaxLines = 5;

    private readonly Queue<string> lines = new();

    public IReadOnlyList<string> Newest()
    {
        lock (lines) return [.. lines];
    }

    public ILogger CreateLogger(string categoryName) => new LineLogger(this);

    public void Dispose()
    {
    }

    private void Add(string line)
    {
        lock (lines)
        {
            lines.Enqueue(clock.GetUtcNow().ToString("HH:mm:ss'Z '", CultureInfo.InvariantCulture) + line);
            if (lines.Count > MaxLines) lines.Dequeue();
        }
    }

    private sealed class LineLogger(DemoLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var message = formatter(state, exception);
            log.Add(exception is null ? message : $"{message}: {exception.Message}");
        }
    }
}
