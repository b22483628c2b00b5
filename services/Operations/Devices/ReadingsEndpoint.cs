using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Http;
using SmartSectors.Operations.Readings;
using SmartSectors.Operations.Schemes;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Devices;

internal static class ReadingsEndpoint
{
    public static void MapReadings(this IEndpointRouteBuilder api) => api.MapGet("/devices/{id}/readings", GetReadings)
        .WithName("GetReadings")
        .WithTags("Devices")
        .WithSummary("One device's stored readings of one indicator, in time order.")
        .WithDescription("All of them in pages, or, with 'points', at most so many of the whole range that draw its line.")
        .Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    internal sealed class ReadingsQueryString
    {
        [FromQuery(Name = "indicator"), Description("Required; a code of the device's sector such as SOIL_MOISTURE. Any case.")]
        public string? Indicator { get; init; }

        [FromQuery(Name = "from"), Description("RFC 3339, inclusive; 24 h before 'to' when left out.")]
        public string? From { get; init; }

        [FromQuery(Name = "to"), Description("RFC 3339, exclusive; now when left out.")]
        public string? To { get; init; }

        [FromQuery(Name = "points"), Description("Brings the range down to at most so many of its readings, 4 to 10000, in one page.")]
        public string? Points { get; init; }

        [FromQuery(Name = "downsampling"), Description("Goes with 'points': minmax (the least and greatest of each bucket of equal time; when left out) or lttb (largest triangle three buckets, one of each).")]
        public string? Downsampling { get; init; }

        [FromQuery(Name = "format"), Description(TableFormats.Description)]
        public string? Format { get; init; }

        [FromQuery(Name = "limit"), Description("Points in a page: 1 to 10000, 1000 when left out.")]
        public string? Limit { get; init; }

        [FromQuery(Name = "cursor"), Description("'next' of the page before.")]
        public string? Cursor { get; init; }
    }

    private static async Task<Results<Ok<ReadingsBody>, TableAnswer<SeriesReading>, ValidationProblem, ProblemHttpResult, StatusCodeHttpResult>> GetReadings(
        [Description("The device's id.")] string id, [AsParameters] ReadingsQueryString query, HttpRequest request,
        DeviceDirectory devices, SchemeCatalog schemes, IReadingQuery readings, ReadingCost cost, KeptRange kept, IAnswerVersions versions, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await devices.FindAsync(id, cancellationToken) is not { } device) return Problems.NotFound(OperationsTexts.NoDevice(id));

        var errors = ParameterErrors.For<ReadingsQueryString>(request);
        var indicator = SchemeParameters.ReadIndicator(query.Indicator, schemes.TryGet(device.Sector, out var scheme) ? scheme : null, errors);
        var range = TimeRange.Read(query.From, query.To, clock, errors);
        var sample = SampleQuestion.Read(query.Points, query.Downsampling, errors);
        if (sample is not null && query.Limit is not null) errors.Add("limit", "There is one page with 'points'.");
        if (sample is not null && query.Cursor is not null) errors.Add("cursor", "There is one page with 'points'.");
        var format = TableFormats.Read(query.Format, request, errors);
        var limit = Paging.ReadLimit(query.Limit, errors);
        if (errors.Any) return errors.ToProblem();

        var series = new DeviceSeries(id, indicator!);
        var name = $"readings-{indicator!.Code}";
        var keptFrom = await kept.TellAsync(request.HttpContext, [id], range, cancellationToken);
        if (EntityTag.IsKnown(request.HttpContext, format, range, schemes.Version, versions.OfReadings([id], range.From, range.To)))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        if (sample is { } asked)
        {
            var sampled = await readings.SampleAsync(id, indicator!, range.From, range.To, asked.Method, asked.Points, cancellationToken)
                ?? SampledReadings.None(indicator!, range.From, range.To); // It is registered and was never heard.
            return format is TableFormat.Json
                ? TypedResults.Ok(ReadingsBody.Of(id, indicator!, asked.Method, sampled, range.From, keptFrom))
                : ReadingRows.Answer(format, name, new([.. sampled.Points.Select(point => new SeriesReading(series, point))], null), next: null);
        }

        // Nor is there a page of one that was never heard.
        async Task<RowPage<SeriesReading>> FindAsync(string? cursor, int points, CancellationToken cancellation) =>
            await readings.FindPageAsync(id, indicator!, range.From, range.To, points, cursor, cancellation) is { } found
                ? new([.. found.Points.Select(point => new SeriesReading(series, point))], found.Next)
                : new([], null);

        if (format is not TableFormat.Json)
        {
            var isWhole = query.Limit is null;
            if (isWhole && await cost.RefuseAsync([series], range, cancellationToken) is { } tooLarge) return Problems.TooLarge(tooLarge);
            return ReadingRows.Answer(
                format, name, await FindAsync(query.Cursor, isWhole ? Paging.MaxLimit : limit, cancellationToken),
                isWhole ? (cursor, cancellation) => FindAsync(cursor, Paging.MaxLimit, cancellation) : null);
        }

        var page = await FindAsync(query.Cursor, limit, cancellationToken);
        return TypedResults.Ok(new ReadingsBody(
            id, indicator!.Code, indicator.UnitUcum, [.. page.Rows.Select(row => ReadingBody.Of(row.Point))], page.Next, null, null, keptFrom));
    }
}
