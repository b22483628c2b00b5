using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Aggregates;
using SmartSectors.Operations.Areas;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Operations.Live;

/// <summary>Aggregates as they change.</summary>
internal static class AggregateEventsEndpoint
{
    private static readonly TimeSpan s_back = TimeSpan.FromHours(24), s_monthsBack = TimeSpan.FromDays(365);
    private static readonly DateTimeOffset s_noEnd = new(9_000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void MapAggregateEvents(this IEndpointRouteBuilder api) => api.MapGet("/aggregates/events", GetAggregateEvents)
        .WithName("GetAggregateEvents")
        .WithTags("Aggregates")
        .WithSummary("Server-sent events: each new or revised cell of a question for aggregates.")
        .WithDescription(
            "'cell' has a cell as it is now, 'closed' says which windows are final, 'reset' that something was missed and the question is to be asked anew. "
            + "To miss nothing, open the stream first and then ask. Header Last-Event-ID resumes after an event.")
        .Produces<CellEventBody>(StatusCodes.Status200OK, "text/event-stream")
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    internal sealed class AggregateEventsQueryString
    {
        [FromQuery(Name = "sector"), Description("Required; such as agriculture. Any case.")]
        public string? Sector { get; init; }

        [FromQuery(Name = "indicator"), Description("Required; a code of the sector's scheme such as SOIL_MOISTURE. Any case.")]
        public string? Indicator { get; init; }

        [FromQuery(Name = "level"), Description("nation, province, commune or site; nation when left out.")]
        public string? Level { get; init; }

        [FromQuery(Name = "area"), Description("As of /aggregates; of the level site it is required.")]
        public string? Area { get; init; }

        [FromQuery(Name = "window"), Description("1m, 15m, 1h, 1d or 1mo; 1h when left out.")]
        public string? Window { get; init; }

        [FromQuery(Name = "from"), Description("Windows that begin before are of no interest, RFC 3339; 24 h before now when left out, for months 365 days.")]
        public string? From { get; init; }

        [FromQuery(Name = "to"), Description("Nor those that begin then or later; no end when left out.")]
        public string? To { get; init; }

        [FromQuery(Name = "stats"), Description("Statistics separated by commas, such as count,mean; all when left out.")]
        public string? Stats { get; init; }
    }

    private static Results<EventStream<CellEvent>, ValidationProblem, ProblemHttpResult> GetAggregateEvents(
        [AsParameters] AggregateEventsQueryString query, HttpRequest httpRequest, SchemeCatalog schemes, AreaParameters areas, ILiveCells cells,
        LiveStreams streams, TimeProvider clock)
    {
        var errors = ParameterErrors.For<AggregateEventsQueryString>(httpRequest);
        var back = AggregateQuestion.ReadWindow(query.Window, errors) is Window.Month ? s_monthsBack : s_back;
        var text = new AggregateQueryString
        {
            Sector = query.Sector,
            Indicator = query.Indicator,
            Level = query.Level,
            Area = query.Area,
            Window = query.Window,
            From = query.From ?? UtcTimes.Format(clock.GetUtcNow() - back),
            To = query.To ?? UtcTimes.Format(s_noEnd),
            Stats = query.Stats,
        };
        var question = AggregateQuestion.Read(text, schemes, areas, clock, errors);
        if (question?.Request is { Level: AreaLevel.Site, Area: null }) errors.Add("area", "Name the site: events are of one site at a time.");
        if (question is null || errors.Any) return errors.ToProblem();
        if (streams.TryEnter() is not { } place) return Problems.TooManyStreams();

        var request = question.Request;
        var live = new LiveCellRequest(request.Indicator, request.Level, request.Area, request.Window, request.From, request.To);
        return new EventStream<CellEvent>((after, cancellation) => cells.OpenAsync(live, after, cancellation), LastEventId.Of(httpRequest), Write, place);

        void Write(EventWriter events, string at, CellEvent told)
        {
            if (told.Point is { } point) events.Event("cell", at, new CellEventBody(told.Area, AggregatePointBody.Of(point, question.Picked)));
            else events.Event("closed", at, new ClosedEventBody(told.ClosedBefore!.Value));
        }
    }

}
