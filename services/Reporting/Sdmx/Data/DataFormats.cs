using SmartSectors.Reporting.Sdmx;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>The formats of data.</summary>
internal static class DataFormats
{
    public static OfferedFormat Json { get; } = new("application/vnd.sdmx.data+json", ["2.1.0", "2.0.0"], "application/json", "sdmx-json");

    public static OfferedFormat SdmxCsv { get; } = new("application/vnd.sdmx.data+csv", ["2.1.0", "2.0.0"], null, "sdmx-csv");

    public static OfferedFormat Csv { get; } = new("text/csv", [], null, "csv");

    /// <summary>SDMX-JSON is what is given where any will do (SDMX REST, data queries, "Response types").</summary>
    public static IReadOnlyList<OfferedFormat> All { get; } = [Json, SdmxCsv, Csv];

    /// <summary>The columns of a table in a format.</summary>
    /// <exception cref="SdmxException">A parameter of the format is unknown, or not done here.</exception>
    public static CsvLayout LayoutOf(AgreedFormat agreed, DataQuestion question)
    {
        if (agreed.Format == Csv) return new CsvLayout(false, CsvLabels.Name, CsvKeys.None, question.UpdatedAfter is not null || question.IncludeHistory, question.IncludeHistory);

        if (agreed.Parameters.GetValueOrDefault("timeFormat", "original") is not "original" and var time)
            throw SdmxException.NotAcceptable($"The parameter timeFormat={time} is not done; 'original' is.");
        return new CsvLayout(
            true, Parameter<CsvLabels>(agreed, "labels", "id, name, both"), Parameter<CsvKeys>(agreed, "keys", "none, series, obs, both"), true, question.IncludeHistory);
    }

    private static T Parameter<T>(AgreedFormat agreed, string name, string known)
        where T : struct, Enum
    {
        if (!agreed.Parameters.TryGetValue(name, out var text)) return default;
        foreach (var value in Enum.GetValues<T>())
        {
            if (Enum.GetName(value)!.Equals(text, StringComparison.OrdinalIgnoreCase)) return value;
        }

        throw SdmxException.NotAcceptable($"The parameter {name}={text} is none of {known}.");
    }
}
