using SmartSectors.Reporting.Catalogue;
using SmartSectors.Reporting.Scheduling;
using SmartSectors.Reporting.Sdmx;

namespace SmartSectors.Reporting;

/// <summary>What the role is composed with.</summary>
public sealed record ReportingOptions
{
    private const string FileName = "reports.db";

    /// <summary>Where <c>reports.db</c> is; the folder exists.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// A release has so many periods at most (default 400: a year of days, four days of quarter-hours). More: releases that
    /// take minutes, and hold up others meanwhile.
    /// </summary>
    public int MostPeriods { get; init; } = 400;

    /// <summary>Who publishes.</summary>
    public PublisherOptions Publisher { get; init; } = new();

    /// <summary>Which releases are made by themselves.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>So many targets are taken (default 20,000); all of them are judged for one count.</summary>
    public int MaxTargets { get; init; } = 20_000;

    /// <summary>How SDMX answers.</summary>
    public SdmxOptions Sdmx { get; init; } = new();

    /// <summary>The database of releases and targets.</summary>
    public string DatabasePath => Path.Combine(DataDirectory, FileName);
}
