using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmartSectors.Storage.Influx;

/// <summary>What an answer other than the wanted one says, and what is to be done about it.</summary>
internal static partial class InfluxRefusal
{
    private const int ShownLetters = 500;

    public static InfluxException Of(HttpResponseMessage response, byte[] body, bool isWrite)
    {
        var reason = Reason(body);
        var said = $"InfluxDB answered {(int)response.StatusCode}{(reason.Length == 0 ? "" : $": {reason}")}";
        return (int)response.StatusCode switch
        {
            401 or 403 => new(InfluxFailure.Unauthorized, $"{said} (check the token and its rights)"),
            404 => new(InfluxFailure.NoDatabase, $"{said} (create the database, or in 2.x the bucket of that name)"),
            413 => new(InfluxFailure.TooLarge, said),
            // 1.x answers 400 where the server's configuration is exhausted, and 500 where a retention policy is missing.
            400 or 422 when reason.Contains("limit exceeded", StringComparison.Ordinal) =>
                new(InfluxFailure.ServerLimit, $"{said} (raise max-values-per-tag and max-series-per-database, or use index-version tsi1)"),
            400 or 422 when isWrite && IsOfLines(reason) => new(InfluxFailure.LinesRefused, said) { Dropped = DroppedOf(reason) },
            500 when reason.Contains("retention policy not found", StringComparison.Ordinal) => new(InfluxFailure.NoDatabase, said),
            429 or >= 500 => new(InfluxFailure.Unavailable, said) { RetryAfter = RetryAfterOf(response.Headers) },
            >= 400 => new(InfluxFailure.Refused, said),
            _ => new(InfluxFailure.BadAnswer, $"{said}, which is no answer of InfluxDB's"),
        };
    }

    // 1.x and 2.x say "partial write" or "unable to parse"; 3.x "partial write" or "parsing failed" with line numbers.
    private static bool IsOfLines(string reason) =>
        reason.Contains("partial write", StringComparison.Ordinal) || reason.Contains("unable to parse", StringComparison.Ordinal) ||
        reason.Contains("parsing failed", StringComparison.Ordinal) || reason.Contains("field type conflict", StringComparison.Ordinal);

    // Unparsed lines are not among those that 1.x says it dropped.
    private static int? DroppedOf(string reason) =>
        Dropped().Match(reason) is { Success: true } match && int.TryParse(match.Groups[1].ValueSpan, out var dropped) && dropped > 0 ? dropped : null;

    // {"error": "…"} of 1.x and 3.x, {"code": "…", "message": "…"} of 2.x, or plain text of whatever stands between.
    private static string Reason(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var name in (ReadOnlySpan<string>)["error", "message"])
                {
                    if (json.RootElement.TryGetProperty(name, out var reason) && reason.ValueKind == JsonValueKind.String) text = reason.GetString()!;
                }
            }
        }
        catch (JsonException)
        {
            // Then the text itself is all there is.
        }

        return text.Length <= ShownLetters ? text.Trim() : $"{text[..(ShownLetters / 2)]} … {text[^(ShownLetters / 2)..]}".Trim();
    }

    private static TimeSpan? RetryAfterOf(HttpResponseHeaders headers) => headers.RetryAfter?.Delta;

    [GeneratedRegex(@"dropped=(\d{1,9})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Dropped();
}
