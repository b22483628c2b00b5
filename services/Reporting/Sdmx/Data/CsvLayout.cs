namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>What stands for a component with names (SDMX-CSV 2.1, parameter <c>labels</c>).</summary>
internal enum CsvLabels
{
    /// <summary>The code.</summary>
    Id,

    /// <summary>The code, and its name in a column of its own.</summary>
    Name,

    /// <summary>Code and name in one column: <c>D: Daily</c>.</summary>
    Both,
}

/// <summary>Which keys stand in columns of their own (SDMX-CSV 2.1, parameter <c>keys</c>).</summary>
[Flags]
internal enum CsvKeys
{
    None = 0,
    Series = 1,
    Obs = 2,
    Both = Series | Obs,
}

/// <summary>Which columns a table has.</summary>
/// <param name="IsSdmx">It is SDMX-CSV: the structure and the action stand in front, and a missing number is NaN. Else it is a table for a spreadsheet, in which it is empty.</param>
/// <param name="HasActions">It tells changes.</param>
/// <param name="HasValidity">It has several versions of an observation, told apart by VALID_FROM and VALID_TO.</param>
internal sealed record CsvLayout(bool IsSdmx, CsvLabels Labels, CsvKeys Keys, bool HasActions, bool HasValidity);
