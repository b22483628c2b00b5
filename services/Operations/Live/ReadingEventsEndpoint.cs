using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Readings;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Live;

/// <summary>Readings as they are committed.</summary>
internal static class ReadingEventsEndpoint
{
    public static void MapReadingEvents(this IEndpointRouteBuilder api) => api.MapGet("/readings/events", GetReadingEvents)
        .WithName("GetReadingEvents")
        .WithTags("Devices")
        .WithSummary("Server-sent events: the readings of some devices, or of a site's, as they are committed.")
        .WithDescription(
            "'reading' has one; it comes again when its flag becomes another. 'reset' says that something was missed, or that the devices are others now, "
            + "and the question is to be asked anew. To miss nothing, open the stream first and then ask. Header Last-Event-ID resumes after an event.")
        .Produces<ReadingEventBody>(StatusCodes.Status200OK, "text/event-stream")
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    internal sealed class ReadingEventsQueryString
    {
        [FromQuery(Name = "device"), Description("A device's id; may be given several times. All must be of one sector.")]
        public string[]? Device { get; init; }

        [FromQuery(Name = "site"), Description("Instead of devices: those that are at this site.")]
        public string? Site { get; init; }

        [FromQuery(Name = "indicator"), Description("Required; a code such as SOIL_MOISTURE, in any case; may be given several times.")]
        public string[]? Indicator { get; init; }
    }

    private static async Task<Results<EventStream<ReadingEvent>, ValidationProblem, ProblemHttpResult>> GetReadingEvents(
        [AsParameters] ReadingEventsQueryString query, HttpRequest httpRequest, SchemeCatalog schemes, ReadingsQuestion question, ILiveReadings readings,
        LiveStreams streams, CancellationToken cancellationToken)
    {
        var errors = ParameterErrors.For<ReadingEventsQueryString>(httpRequest);
        var (asked, tooMany) = await question.ReadAsync(query.Device, query.Site, query.Indicator, schemes, errors, cancellationToken);
        if (errors.Any) return errors.ToProblem();
        if (tooMany is not null) return Problems.TooLarge(tooMany);
        if (streams.TryEnter() is not { } place) return Problems.TooManyStreams();

        var request = new LiveReadingRequest(asked!.Devices, query.Site, asked.Indicators);
        return new EventStream<ReadingEvent>(
            (after, cancellation) => readings.OpenAsync(request, after, cancellation), LastEventId.Of(httpRequest),
            (events, at, told) => events.Event("reading", at, ReadingEventBody.Of(told)), place);
    }
}
