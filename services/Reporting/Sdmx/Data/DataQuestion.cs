using System.Globalization;
using SmartSectors.Http;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Sdmx.Structures;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>What is asked of the data (SDMX REST 2, data queries): which series, which periods, as of when, and how it is wrapped.</summary>
internal sealed record DataQuestion
{
    private const string Flat = "AllDimensions";

    private static readonly string[] s_notDone = ["sort", "reportingYearStartDay"];

    /// <summary>The parameters that data have; <c>format</c> is this service's own.</summary>
    private static readonly string[] s_known =
    [
        "updatedAfter", "firstNObservations", "lastNObservations", "dimensionAtObservation", "attributes", "measures", "includeHistory", "offset", "limit", "asOf",
        "format",
    ];

    public required SeriesFilter Series { get; init; }

    public DateTimeOffset? UpdatedAfter { get; init; }

    public DateTimeOffset? AsOf { get; init; }

    public bool IncludeHistory { get; init; }

    /// <summary>All dimensions stand at the observation; else it is in its series, by its period.</summary>
    public bool IsFlat { get; init; }

    public int? First { get; init; }

    public int? Last { get; init; }

    /// <summary>So many observations are skipped, in the order in which they are written.</summary>
    public long Offset { get; init; }

    /// <summary>And so many written at most; of keys alone, so many series.</summary>
    public long? Limit { get; init; }

    public Selection Selection { get; init; } = Selection.All;

    /// <exception cref="SdmxException">It cannot be read, or is not answered here.</exception>
    public static DataQuestion Parse(string? key, RawQuery query)
    {
        foreach (var name in query.Names)
        {
            if (s_notDone.Contains(name)) throw SdmxException.NotImplemented($"The parameter '{name}' is not implemented.");
            if (!s_known.Contains(name) && !SeriesFilter.IsParameter(name)) throw SdmxException.Syntax($"There is no parameter '{name}'.");
        }

        var (updatedAfter, asOf) = (Moment(query, "updatedAfter"), Moment(query, "asOf"));
        if (updatedAfter > asOf) throw SdmxException.Syntax("'updatedAfter' is later than 'asOf'.");

        return new DataQuestion
        {
            Series = SeriesFilter.Parse(key, query),
            UpdatedAfter = updatedAfter,
            AsOf = asOf,
            IncludeHistory = Truth(query, "includeHistory"),
            IsFlat = IsFlatly(query.Decoded("dimensionAtObservation")),
            First = (int?)Whole(query, "firstNObservations", 1, int.MaxValue),
            Last = (int?)Whole(query, "lastNObservations", 1, int.MaxValue),
            Offset = Whole(query, "offset", 0, long.MaxValue) ?? 0,
            Limit = Whole(query, "limit", 1, long.MaxValue),
            Selection = Selection.Parse(query.Decoded("attributes"), query.Decoded("measures")),
        };
    }

    private static bool IsFlatly(string? dimension)
    {
        if (dimension is null || dimension == IotStructure.Time.Id) return false;
        if (dimension == Flat) return true;
        if (IotStructure.SeriesDimensions.Any(known => known.Id == dimension))
            throw SdmxException.NotImplemented($"Observations stand in series by {IotStructure.Time.Id} or flatly ({Flat}), not by {dimension}.");
        throw SdmxException.Syntax($"There is no dimension '{dimension}'; dimensionAtObservation is {IotStructure.Time.Id} or {Flat}.");
    }

    private static DateTimeOffset? Moment(RawQuery query, string name)
    {
        if (query.Decoded(name) is not { } text) return null;
        // Without a zone it is the service's (SDMX REST), Vietnam's.
        if (UtcTimes.TryParse(text, out var time) || UtcTimes.TryParse(text + "+07:00", out time)) return time;
        throw SdmxException.Syntax($"'{name}' is not a time such as 2026-11-01T00:15:00+07:00.");
    }

    private static bool Truth(RawQuery query, string name) => query.Decoded(name) switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw SdmxException.Syntax($"'{name}' is true or false, not '{other}'."),
    };

    private static long? Whole(RawQuery query, string name, long least, long greatest)
    {
        if (query.Decoded(name) is not { } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= greatest) return number;
        throw SdmxException.Syntax($"'{name}' is a whole number of at least {least}, not '{text}'.");
    }
}
