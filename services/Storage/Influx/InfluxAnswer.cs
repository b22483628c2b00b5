using System.Text.Json;

namespace SmartSectors.Storage.Influx;

/// <summary>The rows of an answer to one statement of InfluxQL.</summary>
/// <param name="Columns">Their names; empty where nothing was found.</param>
/// <param name="Rows">Of all series after one another, the values in the order of the columns.</param>
internal sealed record InfluxAnswer(IReadOnlyList<string> Columns, IReadOnlyList<JsonElement> Rows)
{
    /// <summary>Reads <c>{"results":[{"series":[{"columns":[…],"values":[[…]]}]}]}</c>. Throws <see cref="InfluxException"/>.</summary>
    public static InfluxAnswer Parse(byte[] body)
    {
        try
        {
            return Parse(JsonElement.Parse(body));
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InfluxException(InfluxFailure.BadAnswer, "InfluxDB answered something that is no result of a query.", failure);
        }
    }

    private static InfluxAnswer Parse(JsonElement root)
    {
        var columns = new List<string>();
        var rows = new List<JsonElement>();
        foreach (var result in root.GetProperty("results").EnumerateArray())
        {
            if (result.TryGetProperty("error", out var error)) throw new InfluxException(InfluxFailure.Refused, $"InfluxDB refused the query: {error.GetString()}");
            // A server whose max-row-limit cuts the answer marks it so: what is missing must not pass for not being there.
            if (IsPartial(result)) throw CutOff();
            if (!result.TryGetProperty("series", out var all)) continue;
            foreach (var series in all.EnumerateArray())
            {
                if (IsPartial(series)) throw CutOff();
                columns = [.. series.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!)];
                if (series.TryGetProperty("values", out var values)) rows.AddRange(values.EnumerateArray());
            }
        }

        return new InfluxAnswer(columns, rows);
    }

    private static bool IsPartial(JsonElement element) => element.TryGetProperty("partial", out var partial) && partial.ValueKind == JsonValueKind.True;

    private static InfluxException CutOff() => new(
        InfluxFailure.BadAnswer, "InfluxDB cut its answer off: its max-row-limit is below what is asked for at once.");
}
