namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>What a receiver does with the observations of a data set.</summary>
internal enum DataAction
{
    /// <summary>They take the place of what it has.</summary>
    Replace,

    /// <summary>They are parts of observations, and what they leave out stays.</summary>
    Merge,

    /// <summary>They are published no more.</summary>
    Delete,
}

/// <summary>What is said of a data set as a whole; each is an object of its own.</summary>
/// <param name="ValidFrom">From when on it was what was published; null where that is not one time.</param>
/// <param name="ValidTo">Until when.</param>
internal sealed record DataSetHead(DataAction Action, DateTimeOffset? ValidFrom, DateTimeOffset? ValidTo)
{
    /// <summary>As SDMX-CSV has it.</summary>
    public string Letter => Action switch { DataAction.Replace => "R", DataAction.Merge => "M", _ => "D" };
}
