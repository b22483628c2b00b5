using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SmartSectors.Http;

/// <summary>In which form rows are answered.</summary>
public enum TableFormat
{
    /// <summary>One JSON document, in pages.</summary>
    Json,

    /// <summary>RFC 4180, UTF-8, with a header row; nothing stands for null.</summary>
    Csv,

    /// <summary>A JSON object a line.</summary>
    Ndjson,
}

public static class TableFormats
{
    public const string Description = "json, csv or ndjson; left out, what the header Accept asks for, else json. As csv and ndjson the whole range comes in one answer, unless 'limit' is given; then the header Link leads to the next page.";

    private const string CsvType = "text/csv", NdjsonType = "application/x-ndjson";

    /// <summary>What the parameter says, or the header where there is none.</summary>
    public static TableFormat Read(string? text, HttpRequest request, ParameterErrors errors)
    {
        if (text is null) return Accepted(request);
        if (Enum.TryParse<TableFormat>(text, ignoreCase: true, out var format) && !char.IsAsciiDigit(text[0])) return format;
        errors.Add("format", $"There is no format '{text}'; there are json, csv, ndjson.");
        return default;
    }

    public static string MediaType(this TableFormat format) => format switch
    {
        TableFormat.Csv => $"{CsvType}; charset=utf-8; header=present",
        TableFormat.Ndjson => NdjsonType,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "BUG: no format of rows"),
    };

    // The one that is liked best of those that there are; of equals the first. Anything else gets JSON.
    private static TableFormat Accepted(HttpRequest request)
    {
        foreach (var type in request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1))
        {
            if (type.MediaType.Equals(CsvType, StringComparison.OrdinalIgnoreCase)) return TableFormat.Csv;
            if (type.MediaType.Equals(NdjsonType, StringComparison.OrdinalIgnoreCase)) return TableFormat.Ndjson;
            if (type.MatchesMediaType("application/json") || type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)) return TableFormat.Json;
        }

        return TableFormat.Json;
    }
}
