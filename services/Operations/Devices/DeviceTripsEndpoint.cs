using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Devices;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;
using SmartSectors.Telemetry.Trips;

namespace SmartSectors.Operations.Devices;

/// <summary>
/// One vehicle's trips, worked out when asked for, from its stored speeds and by the rule that counts them in the aggregates.
/// Where it was is not told.
/// </summary>
internal static class DeviceTripsEndpoint
{
    private static readonly TimeSpan s_longestBeyond = TimeSpan.FromDays(1);

    public static void MapDeviceTrips(this IEndpointRouteBuilder api) => api.MapGet("/devices/{id}/trips", GetTrips)
        .WithName("GetDeviceTrips")
        .WithTags("Devices")
        .WithSummary("One vehicle's trips that began in a time: how long, how many stops, how fast. Where it was is not told.")
        .WithDescription("Of the stored readings that are not flagged fail, by the rule of the scheme that counts TRIPS, STOPS and SPEEDING_SEGMENTS. A trip that began before 'to' is told to its end, a day on at most. A reading that comes late may change them.")
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<TripsBody>, ValidationProblem, ProblemHttpResult>> GetTrips(
        [Description("The device's id.")] string id, [AsParameters] WeekQueryString query, HttpRequest request, DeviceDirectory devices,
        SchemeCatalog schemes, IReadingQuery readings, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await devices.FindAsync(id, cancellationToken) is not { } device) return Problems.NotFound(OperationsTexts.NoDevice(id));

        var range = query.Read(request, clock, out var errors);
        if (errors.Any) return errors.ToProblem();
        if (FindSpeed(device, schemes) is not { Travel: { } travel } speed)
            return Problems.NotFound(OperationsTexts.NoTrips(device.Sector.Name(), id));

        // What came before tells whether a trip began; a trip is over when nothing moved for its gap.
        var finder = new TripFinder(travel);
        var from = range.From.AddMilliseconds(-travel.TripGapMs);
        var end = range.To + s_longestBeyond;
        await foreach (var point in readings.WalkAsync(id, speed, from, end, cancellationToken))
        {
            var timeMs = point.Time.ToUnixTimeMilliseconds();
            if (point.Time >= range.To && !GoesOn(finder, range, travel, timeMs)) break;
            if (point.Flag != ReadingFlag.Fail) finder.Add(timeMs, point.Value, ParameterAt(device, travel, timeMs));
        }

        var known = Earlier(end, clock.GetUtcNow());
        return TypedResults.Ok(new TripsBody(
            id, range.From, range.To, speed.Code, speed.UnitUcum,
            [.. finder.Trips.Where(trip => BeganIn(trip, range)).Select(trip => TripBody.Of(trip, known.ToUnixTimeMilliseconds() - trip.ToMs < travel.TripGapMs))]));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    // Of several the one that the device sends.
    private static Indicator? FindSpeed(DeviceTwin device, SchemeCatalog schemes)
    {
        if (!schemes.TryGet(device.Sector, out var scheme)) return null;
        var speeds = scheme.Indicators.Where(indicator => indicator.Travel is not null).ToList();
        return speeds.Find(speed => device.Last.Any(last => last.Indicator.Number == speed.Number)) ?? speeds.FirstOrDefault();
    }

    private static double? ParameterAt(DeviceTwin device, TravelRules travel, long timeMs) =>
        travel.Speeding.Parameter is { } name ? DatedTerms.At(device.Terms, timeMs).Parameters.Find(name) : null;

    private static bool GoesOn(TripFinder finder, TimeRange range, TravelRules travel, long untilMs) =>
        finder.Trips is [.., var last] && BeganIn(last, range) && untilMs - last.ToMs < travel.TripGapMs;

    private static bool BeganIn(Trip trip, TimeRange range) =>
        trip.FromMs >= range.From.ToUnixTimeMilliseconds() && trip.FromMs < range.To.ToUnixTimeMilliseconds();
}

/// <summary>The trips of one vehicle that began in a time, in their order.</summary>
internal sealed record TripsBody(
    string Device,
    DateTimeOffset From,
    DateTimeOffset To,
    [property: Description("The indicator whose readings they are made of.")] string Indicator,
    [property: Description("UCUM, of the speeds.")] string Unit,
    IReadOnlyList<TripBody> Trips);

/// <summary>One trip.</summary>
internal sealed record TripBody(
    [property: Description("The first reading at which it moved.")] DateTimeOffset Start,
    [property: Description("The last one.")] DateTimeOffset End,
    [property: Description("Nothing says yet that it is over.")] bool Ongoing,
    double DurationSeconds,
    [property: Description("Pauses on the way in which it was heard standing.")] int Stops,
    double MaxSpeed,
    [property: Description("Null where no limit of the vehicle was registered by then.")] int? SpeedingSegments,
    [property: Description("The segment above its limit that took longest; null where none had two readings.")] SpeedingBody? LongestSpeeding)
{
    public static TripBody Of(Trip trip, bool isOngoing) => new(
        Time(trip.FromMs), Time(trip.ToMs), isOngoing, (trip.ToMs - trip.FromMs) / 1_000.0, trip.Stops, trip.MaxSpeed, trip.SpeedingSegments,
        trip.Longest is { } longest ? new SpeedingBody(Time(longest.FromMs), longest.DurationMs / 1_000.0) : null);

    private static DateTimeOffset Time(long timeMs) => DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
}

/// <summary>A part of a trip above the vehicle's limit.</summary>
internal sealed record SpeedingBody(DateTimeOffset Start, double DurationSeconds);
