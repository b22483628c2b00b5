using System.Net;
using System.Text.Json;
using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Tests.Support;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Tests.Sdmx;

/// <summary>What the host answered to an SDMX query.</summary>
internal sealed record SdmxAnswer(int Status, string ContentType, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The rows of a table without its header, each taken apart at its commas.</summary>
    public string[][] Rows => [.. Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(','))];

    public string[] Header => Text.Split("\r\n")[0].Split(',');
}

internal static class SdmxQuestions
{
    public const string Json = "application/vnd.sdmx.data+json;version=2.1.0";
    public const string Csv = "application/vnd.sdmx.data+csv;version=2.1.0";
    public const string Flow = "/sdmx/v2/data/dataflow/VN_SMARTSECTORS/DF_IOT";

    public const ushort Salinity = 1001;

    public static DateTimeOffset Local(int year, int month, int day, int hour = 0) => new(year, month, day, hour, 0, 0, TimeSpan.FromHours(7));

    public static BlockKey Block(Window window, string part, DateTimeOffset start, ushort indicator = Salinity) =>
        new(window, part, indicator, start.ToUnixTimeMilliseconds());

    public static Observation Observation(
        string area, double? value, bool isFinal = true, Confidentiality confidentiality = Confidentiality.Free, ObservationStatus status = ObservationStatus.Normal) => new(
        area, value, value is null ? 0 : 1000, null, value, value / 10, value - 1, value + 1, value, value * 2, value * 3,
        118, 0.991, 0.9875, 1, 0.98, status, isFinal, confidentiality);

    /// <summary>Publishes blocks as one release of their sector and window.</summary>
    public static Release Publish(this ReleaseStore releases, params (BlockKey Key, Observation[] Observations)[] blocks)
    {
        var from = DateTimeOffset.FromUnixTimeMilliseconds(blocks.Min(block => block.Key.StartMs));
        var to = DateTimeOffset.FromUnixTimeMilliseconds(blocks.Max(block => block.Key.StartMs) + 1);
        using var writer = releases.Begin((Sector)(blocks[0].Key.Indicator / 1000), blocks[0].Key.Window, from, to);
        foreach (var (key, observations) in blocks) writer.Add(key, [.. observations.OrderBy(each => each.Area, StringComparer.Ordinal)]);
        return writer.Commit();
    }

    public static async Task<SdmxAnswer> AskAsync(
        this ReportingHost host, string path, string? accept = null, string? key = null, string? language = null, string? known = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (key is not null) request.Headers.Add("X-Api-Key", key);
        if (language is not null) request.Headers.Add("Accept-Language", language);
        if (known is not null) request.Headers.TryAddWithoutValidation("If-None-Match", known);
        using var answer = await host.Client.SendAsync(request);
        var headers = answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new SdmxAnswer((int)answer.StatusCode, headers.GetValueOrDefault("Content-Type") ?? "", await answer.Content.ReadAsStringAsync(), headers);
    }

    public static async Task<SdmxAnswer> AskDataAsync(this ReportingHost host, string path, string accept = Csv)
    {
        var answer = await host.AskAsync(path, accept);
        Assert.True(answer.Status == (int)HttpStatusCode.OK, $"{path}: {answer.Status} {answer.Text}");
        return answer;
    }
}
