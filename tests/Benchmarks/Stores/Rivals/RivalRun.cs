using System.Diagnostics;
using System.Globalization;
using SmartSectors.Benchmarks.Queries;
using Spectre.Console;

namespace SmartSectors.Benchmarks.Stores.Rivals;

/// <summary>A rival's day: what it takes to write and to keep, and how long the questions take.</summary>
internal static class RivalRun
{
    public static async Task RunAsync(RivalStore rival, int devices, int minutes)
    {
        await using var store = rival;
        await store.StartAsync();
        var day = new RivalDay(devices, minutes);
        var (began, started) = (store.Cpu, Stopwatch.GetTimestamp());
        await day.WriteAsync(store);
        var (written, elapsed) = (store.Cpu - began, Stopwatch.GetElapsedTime(started));
        await store.SettleAsync();
        var settled = store.Cpu - began;
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{store.Name}: {day.Readings:N0} readings in {elapsed.TotalSeconds:N0} s, {Millionth(written, day):N2} CPU-s a million until written, {Millionth(settled, day):N2} until at rest, {(double)store.Bytes / day.Readings:N3} bytes a reading"));

        var table = new QueryTable("bytes", rounds: 100, warmUps: 10);
        foreach (var (question, path) in store.Questions)
        {
            var answer = await store.Http.GetStringAsync(path);
            await table.AddAsync(question.ToString(), answer.Length, () => store.Http.GetByteArrayAsync(path));
        }

        table.Print();
    }

    private static double Millionth(TimeSpan cpu, RivalDay day) => cpu.TotalSeconds * 1e6 / day.Readings;
}
