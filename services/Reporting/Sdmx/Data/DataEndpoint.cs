using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SmartSectors.Http;
using SmartSectors.Reporting.Publishing;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Reporting.Sdmx.Data;

/// <summary>Answers data queries.</summary>
internal sealed class DataEndpoint(ReleaseStore store, CurrentRulebook rules, AreaCatalog areas, Vocabulary vocabulary, AnswerPlaces places, SdmxOptions options)
{
    private const int IdBytes = 6;

    /// <summary>Every parameter is read, and what is asked for is estimated, before anything is read of the data.</summary>
    /// <exception cref="SdmxException">The question is refused.</exception>
    public IResult Answer(HttpContext http, Dataflow flow, string? context, string? agency, string? id, string? version, string? key)
    {
        ArtefactPath.Require(flow, context, agency, id, version);
        var query = new RawQuery(http.Request.QueryString.Value ?? "");
        var question = DataQuestion.Parse(key, query);
        var agreed = Negotiation.Agree(http.Request, query.Decoded("format"), DataFormats.All);
        var layout = agreed.Format == DataFormats.Json ? null : DataFormats.LayoutOf(agreed, question);
        if (question.Limit > options.MaxObservations)
            throw SdmxException.TooLarge($"At most {options.MaxObservations} observations are answered at once, fewer than the limit {question.Limit}.");

        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        var reader = store.OpenReader();
        IDisposable? place = null;
        try
        {
            if (reader.NewestAt(question.AsOf ?? DateTimeOffset.MaxValue) is not { } newest) return TypedResults.NoContent();

            var schemes = rules.Schemes;
            var form = $"{newest.Number}\n{schemes.Version}\n{agreed.ContentType}\n{layout}\n{AnswerLanguage.Tag}";
            if (EntityTag.IsKnown(http, form, isPublic: flow.Copy == Copy.Public && options.IsOpen)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);

            if (places.TryTake() is not { } taken) return Busy.Answer(http);
            place = taken;
            var plan = BlockPlan.Of(reader, question.Series, flow.Copy, schemes, areas, newest.Number, options.MaxPeriods);
            if (Math.Min(plan.Estimate, question.Limit ?? long.MaxValue) > options.MaxObservations)
            {
                throw SdmxException.TooLarge(
                    $"The question is for up to {plan.Estimate} observations, and at most {options.MaxObservations} are answered at once. Ask for fewer areas, indicators or periods, or with 'limit'.");
            }

            var walk = new SeriesWalk(reader, question, flow.Copy, schemes);
            var data = new DataSequence(reader, walk, question, plan, newest).Read();
            var (lists, language) = (vocabulary.Of(schemes), AnswerLanguage.Tag);
            var message = new JsonMessage(agreed.Version, IdOf(http.Request, newest, language), flow, newest, language);
            var answer = new DataAnswer(
                reader, place, data, agreed.ContentType, agreed.Format == DataFormats.Csv ? $"{flow.Id}-{newest.Number}.csv" : null, options,
                response => layout is null
                    ? new JsonDataWriter(response.BodyWriter, message, question, lists)
                    : new CsvDataWriter(response.BodyWriter, layout, question.Selection, flow, lists, language));
            (reader, place) = (null, null);
            return answer;
        }
        finally
        {
            reader?.Dispose();
            place?.Dispose();
        }
    }

    private static string IdOf(HttpRequest request, Release release, string language)
    {
        var question = SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Path}\n{request.QueryString}\n{language}"));
        return $"VN-SMARTSECTORS-{release.Number}-{Convert.ToHexStringLower(question.AsSpan(0, IdBytes))}";
    }
}
