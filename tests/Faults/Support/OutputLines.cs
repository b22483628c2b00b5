using System.Diagnostics;

namespace SmartSectors.Faults.Tests.Support;

/// <summary>What a process writes, line by line.</summary>
internal sealed class OutputLines
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private readonly List<(string Text, TaskCompletionSource<string> Found)> _waiting = [];

    public void Follow(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Task<string> LineAsync(string text)
    {
        lock (_gate)
        {
            if (_lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } known) return Task.FromResult(known);
            var found = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((text, found));
            return found.Task;
        }
    }

    public override string ToString()
    {
        lock (_gate) return string.Join('\n', _lines);
    }

    private void Add(string? line)
    {
        if (line is null) return;
        lock (_gate)
        {
            _lines.Add(line);
            foreach (var (_, found) in _waiting.Where(waiting => line.Contains(waiting.Text, StringComparison.Ordinal))) found.TrySetResult(line);
        }
    }
}
