using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace SmartSectors.Benchmarks.Queries;

/// <summary>
/// How long questions take, and how much of the processors: each is asked some hundred times, after it was asked until it is
/// compiled. The time of the processors is the whole process's, that of the client and the collector included.
/// </summary>
/// <param name="what">What the answers have so many of.</param>
internal sealed class QueryTable(string what, int rounds = 300, int warmUps = 50)
{
    private readonly Table _table = new Table().AddColumns("asked", what, "CPU ms", "p50 ms", "p99 ms");

    public async Task AddAsync(string name, int count, Func<Task> ask)
    {
        var milliseconds = new List<double>();
        var before = TimeSpan.Zero;
        for (var round = 0; round < warmUps + rounds; round++)
        {
            if (round == warmUps) before = Environment.CpuUsage.TotalTime;
            var started = Stopwatch.GetTimestamp();
            await ask();
            if (round >= warmUps) milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        var processor = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / rounds;
        milliseconds.Sort();
        _table.AddRow(name, Text(count, "N0"), Text(processor, "N1"), Text(milliseconds[rounds / 2], "N1"), Text(milliseconds[rounds * 99 / 100], "N1"));
    }

    public void Print() => AnsiConsole.Write(_table);

    private static string Text(double number, string form) => number.ToString(form, CultureInfo.InvariantCulture);
}
