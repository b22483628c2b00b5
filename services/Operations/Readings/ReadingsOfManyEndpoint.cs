using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Devices;
using SmartSectors.Operations.Http;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Readings;

/// <summary>The stored readings of several devices.</summary>
internal static class ReadingsOfManyEndpoint
{
    public static void MapReadingsOfMany(this IEndpointRouteBuilder api) => api.MapGet("/readings", GetReadingsOfMany)
        .WithName("GetReadingsOfMany")
        .WithTags("Devices")
        .WithSummary("Stored readings of several devices, or of all devices of a site, of one or several indicators.")
        .WithDescription("Series by series, in the order of devices and indicators, in each by time. With 'points' each series is brought down to at most so many readings.")
        .Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge);

    internal sealed class ReadingsOfManyQueryString
    {
        [FromQuery(Name = "device"), Description("A device's id; may be given several times. All must be of one sector.")]
        public string[]? Device { get; init; }

        [FromQuery(Name = "site"), Description("Instead of devices: those that are at this site now.")]
        public string? Site { get; init; }

        [FromQuery(Name = "indicator"), Description("Required; a code such as SOIL_MOISTURE, in any case; may be given several times.")]
        public string[]? Indicator { get; init; }

        [FromQuery(Name = "from"), Description("RFC 3339, inclusive; 24 h before 'to' when left out.")]
        public string? From { get; init; }

        [FromQuery(Name = "to"), Description("RFC 3339, exclusive; now when left out.")]
        public string? To { get; init; }

        [FromQuery(Name = "points"), Description("Brings each series down to at most so many of its readings, 4 to 10000.")]
        public string? Points { get; init; }

        [FromQuery(Name = "downsampling"), Description("Goes with 'points': minmax (when left out) or lttb.")]
        public string? Downsampling { get; init; }

        [FromQuery(Name = "format"), Description(TableFormats.Description)]
        public string? Format { get; init; }

        [FromQuery(Name = "limit"), Description("Readings in a page, over all series: 1 to 10000, 1000 when left out. With 'points' no series is cut: a page ends after the one that reaches the limit.")]
        public string? Limit { get; init; }

        [FromQuery(Name = "cursor"), Description("'next' of the page before.")]
        public string? Cursor { get; init; }
    }

    private static async Task<Results<Ok<ReadingsOfManyBody>, TableAnswer<SeriesReading>, ValidationProblem, ProblemHttpResult, StatusCodeHttpResult>> GetReadingsOfMany(
        [AsParameters] ReadingsOfManyQueryString query, HttpRequest httpRequest, SchemeCatalog schemes, ReadingsQuestion question, IReadingQuery readings,
        ReadingCost cost, KeptRange kept, IAnswerVersions versions, TimeProvider clock, CancellationToken cancellationToken)
    {
        var errors = ParameterErrors.For<ReadingsOfManyQueryString>(httpRequest);
        var range = TimeRange.Read(query.From, query.To, clock, errors);
        var sample = SampleQuestion.Read(query.Points, query.Downsampling, errors);
        var format = TableFormats.Read(query.Format, httpRequest, errors);
        var isWhole = query.Limit is null && format is not TableFormat.Json;
        var limit = Paging.ReadLimit(query.Limit, errors, isWhole ? Paging.MaxLimit : Paging.DefaultLimit);
        var (asked, tooMany) = await question.ReadAsync(query.Device, query.Site, query.Indicator, schemes, errors, cancellationToken);
        if (errors.Any) return errors.ToProblem();
        if (tooMany is not null) return Problems.TooLarge(tooMany);

        // What is sampled is read whole; what is paged is not.
        if ((isWhole || sample is not null) && await cost.RefuseAsync(asked!.All, range, cancellationToken) is { } tooLarge) return Problems.TooLarge(tooLarge);

        var keptFrom = await kept.TellAsync(httpRequest.HttpContext, asked!.Devices, range, cancellationToken);

        // Of a site the devices that are there now are a part of the question.
        var version = versions.OfReadings(asked.Devices, range.From, range.To);
        if (EntityTag.IsKnown(httpRequest.HttpContext, format, range, schemes.Version, version is null ? null : $"{version} {string.Join(' ', asked.Devices)}"))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);

        var pages = new SeriesPages(readings, asked.All, range, sample);
        if (format is not TableFormat.Json) return ReadingRows.Answer(format, "readings", await FindAsync(query.Cursor, cancellationToken), isWhole ? FindAsync : null);

        var (parts, next) = await pages.FindAsync(query.Cursor, limit, cancellationToken);
        return TypedResults.Ok(new ReadingsOfManyBody([.. parts.Select(part => SeriesReadingsBody.Of(part, sample, range.From, keptFrom))], next, keptFrom));

        async Task<RowPage<SeriesReading>> FindAsync(string? cursor, CancellationToken cancellation)
        {
            var found = await pages.FindAsync(cursor, limit, cancellation);
            return new([.. found.Parts.SelectMany(part => part.Points.Select(point => new SeriesReading(part.Of, point)))], found.Next);
        }
    }
}
