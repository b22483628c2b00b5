using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Http;
using SmartSectors.Registry;
using SmartSectors.Reporting;
using SmartSectors.Reporting.Releases;

namespace SmartSectors.Benchmarks.Sdmx;

/// <summary>How fast SDMX streams what was released, over HTTP to a client of the same machine that reads and forgets.</summary>
internal static class SdmxCommand
{
    private const string Flow = "/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT/1.0.0";
    private const string Csv = "application/vnd.sdmx.data+csv;version=2.1.0";
    private const string Json = "application/vnd.sdmx.data+json;version=2.1.0";
    private const int Rounds = 9;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("smartsectors-sdmx-").FullName;
        try
        {
            var clock = new AdvancingClock();
            var registry = await DeviceRegistry.OpenAsync(Path.Combine(folder, "registry.db"), time: clock);
            await using var app = await StartAsync(folder, clock, registry);
            var watch = Stopwatch.StartNew();
            var before = ReleasedMonth.Fill(app.Services.GetRequiredService<ReleaseStore>(), clock);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"filled in {watch.Elapsed.TotalSeconds:N0} s"));

            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(30) };
            var asOf = Uri.EscapeDataString(before.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            const string Province = "/D?c[REF_AREA]=sw:VN_79";
            await MeasureAsync(client, "a province's month, SDMX-CSV", $"{Flow}{Province}", Csv, Rounds);
            await MeasureAsync(client, "the same as of an earlier release", $"{Flow}{Province}&asOf={asOf}", Csv, Rounds);
            await MeasureAsync(client, "the same, SDMX-JSON", $"{Flow}{Province}", Json, Rounds);
            await MeasureAsync(client, "one commune's month, SDMX-CSV", $"{Flow}/D.VN_01_00004", Csv, Rounds);
            await MeasureAsync(client, "a day of the nation, SDMX-CSV", $"{Flow}/D?c[TIME_PERIOD]=2026-10-05", Csv, Rounds);
            await MeasureAsync(client, "what the revisions changed, SDMX-CSV", $"{Flow}/D?updatedAfter={asOf}", Csv, 1);
            await MeasureAsync(client, "the month of the nation, SDMX-CSV", $"{Flow}/D", Csv, 1);
            await MeasureAsync(client, "the same, SDMX-JSON", $"{Flow}/D", Json, 1);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"most memory of the process, client included: {Process.GetCurrentProcess().PeakWorkingSet64 / (1 << 20)} MB"));
            await registry.DisposeAsync();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<WebApplication> StartAsync(string folder, TimeProvider clock, DeviceRegistry registry)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddSingleton(clock).AddSingleton(registry);
        builder.Services.AddHttpAnswers();
        builder.Services.AddReporting(new ReportingOptions { DataDirectory = folder });
        var app = builder.Build();
        app.UseHttpAnswers();
        app.MapReporting();
        await app.StartAsync();
        return app;
    }

    // The median of the rounds, after one that is not counted where there are several.
    private static async Task MeasureAsync(HttpClient client, string name, string path, string accept, int rounds)
    {
        var figures = new List<(double FirstByteMs, double TotalMs, long Lines, long Bytes)>();
        for (var round = rounds == 1 ? 1 : 0; round <= rounds; round++)
        {
            var figure = await AskAsync(client, path, accept);
            if (round > 0) figures.Add(figure);
        }

        var middle = figures.Count / 2;
        var (first, total) = (figures.Select(each => each.FirstByteMs).Order().ElementAt(middle), figures.Select(each => each.TotalMs).Order().ElementAt(middle));
        var rate = accept == Csv ? string.Create(CultureInfo.InvariantCulture, $"{figures[0].Lines / total * 1000:N0} observations/s of {figures[0].Lines:N0}") : "";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-40} first byte {first,7:N1} ms, all {total,9:N0} ms, {figures[0].Bytes / 1e6,8:N1} MB, {figures[0].Bytes / total / 1000,5:N0} MB/s  {rate}"));
    }

    private static async Task<(double FirstByteMs, double TotalMs, long Lines, long Bytes)> AskAsync(HttpClient client, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        var watch = Stopwatch.StartNew();
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[1 << 16];
        var (firstMs, lines, bytes) = (0.0, -1L, 0L); // the header is no observation
        for (int read; (read = await body.ReadAsync(buffer)) > 0; bytes += read)
        {
            if (bytes == 0) firstMs = watch.Elapsed.TotalMilliseconds;
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return (firstMs, watch.Elapsed.TotalMilliseconds, lines, bytes);
    }
}
