namespace SmartSectors.Reporting;

/// <summary>What the role is composed with.</summary>
public sealed record ReportingOptions
{
    private const string FileName = "reports.db";

    /// <summary>Where <c>reports.db</c> is; the folder exists.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The database of releases.</summary>
    public string DatabasePath => Path.Combine(DataDirectory, FileName);
}
