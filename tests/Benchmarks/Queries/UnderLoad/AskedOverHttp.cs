using System.Diagnostics;

namespace SmartSectors.Benchmarks.Queries.UnderLoad;

/// <summary>A question to the API and how long its answers took, with and without load.</summary>
internal sealed class AskedOverHttp(string name, string path)
{
    public string Name => name;

    public List<double> Idle { get; } = [];

    public List<double> Loaded { get; } = [];

    /// <summary>Asks once and reads the answer to its end, without keeping it.</summary>
    public async Task AskAsync(HttpClient api, List<double>? into)
    {
        var started = Stopwatch.GetTimestamp();
        await using (var answer = await api.GetStreamAsync(path)) await answer.CopyToAsync(Stream.Null);
        into?.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    public static double Quantile(List<double> times, double q) => times.Order().ElementAt((int)(q * (times.Count - 1)));
}
