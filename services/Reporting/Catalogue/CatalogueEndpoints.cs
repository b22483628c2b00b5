using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using SmartSectors.Http;
using SmartSectors.Http.Pages;
using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Reporting.Sdmx.Data;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Rules;

namespace SmartSectors.Reporting.Catalogue;

/// <summary>
/// The catalogue of what is published, at one address for people and programs. It is no part of <c>/api/v1</c>, which asks for
/// keys from elsewhere, and none of the well-known addresses, of which no one is registered for catalogues: anybody may
/// read what there is, and it has no figures.
/// </summary>
internal static class CatalogueEndpoints
{
    public const string Path = "/catalogue";

    private const string JsonLd = "application/ld+json", Html = "text/html";

    private static readonly PageFiles s_files = new(typeof(CatalogueEndpoints).Assembly, "Catalogue/");
    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void AddCatalogue(this IServiceCollection services, ReportingOptions options) => services
        .AddSingleton(options.Publisher)
        .AddSingleton<CataloguePage>();

    public static void MapCatalogue(this WebApplication app)
    {
        app.MapGet(Path, Get)
            .WithName("GetCatalogue").WithTags("Catalogue")
            .WithSummary("What is published: a DCAT catalogue as JSON-LD, and for browsers the same as a page.")
            .WithDescription("By the header Accept: application/ld+json or application/json, or text/html; the parameter 'format' (jsonld or html) goes before it. Needs no key.")
            .Produces<JsonObject>(StatusCodes.Status200OK, JsonLd, Html);
        app.MapGet($"{Path}/data", GetData)
            .WithName("FindMonth").WithTags("Catalogue")
            .WithSummary("Leads to a month of a sector and an area as a table for a spreadsheet: what the page's form asks for.")
            .WithDescription("A redirection to the SDMX query, whose answer has the file; 404 where nothing was released.")
            .Produces(StatusCodes.Status303SeeOther)
            .Produces(StatusCodes.Status404NotFound, contentType: Html);
        app.MapGet($"{Path}/{{file}}", (string file) => s_files.Serve(file)).ExcludeFromDescription();
        // Where a program is told that the service is, people find what it can be asked.
        app.MapGet(DataLinks.Service, () => TypedResults.Redirect("/docs")).ExcludeFromDescription();
    }

    private static ContentHttpResult Get(
        [FromQuery(Name = "format"), Description("jsonld or html; left out, what the header Accept asks for, else jsonld.")] string? format,
        [FromQuery(Name = "lang"), Description("vi or en, of the page; left out, what the header Accept-Language likes better.")] string? lang,
        HttpContext context, ReleaseStore releases, CataloguePage page, CurrentRulebook rules, Vocabulary vocabulary, PublisherOptions publisher)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        var spans = releases.Spans();
        if (IsForPeople(format, context.Request)) return TypedResults.Content(page.Write(spans, lang ?? AnswerLanguage.Tag, null, null), $"{Html}; charset=utf-8");

        var root = (publisher.PublicUrl?.AbsoluteUri ?? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}").TrimEnd('/');
        var document = new CatalogueDocument(root, spans, rules.Schemes, vocabulary.Of(rules.Schemes), publisher).Write();
        return TypedResults.Content(document.ToJsonString(s_readable), $"{JsonLd}; charset=utf-8");
    }

    private static IResult GetData(
        [AsParameters] CatalogueQueryString query, HttpRequest request, ReleaseStore releases, CurrentRulebook rules, AreaCatalog areas, CataloguePage page)
    {
        var errors = ParameterErrors.For<CatalogueQueryString>(request);
        if (CatalogueChoice.Read(query, rules.Schemes, areas, errors) is not { } choice) return errors.ToProblem();
        if (IsReleased(releases, choice))
            return new SeeOther(DataLinks.Month(choice.Window, choice.Areas(areas), choice.Scheme.Sector, choice.Month, DataFormats.Csv));

        // A query without an answer is 204, and a browser shows nothing of that.
        return TypedResults.Content(
            page.Write(releases.Spans(), query.Language ?? AnswerLanguage.Tag, choice, CatalogueTexts.NotReleased), $"{Html}; charset=utf-8", statusCode: StatusCodes.Status404NotFound);
    }

    private static bool IsReleased(ReleaseStore releases, CatalogueChoice choice)
    {
        using var reader = releases.OpenReader();
        return reader.NewestAt(DateTimeOffset.MaxValue) is { } newest && choice.Scheme.Indicators.Any(indicator =>
            reader.Span(new BlockRange(choice.Window, AreaCodes.PartOf(choice.Area), indicator.Number, choice.Period.FromMs, choice.Period.ToMs), newest.Number) is not null);
    }

    private static bool IsForPeople(string? format, HttpRequest request)
    {
        if (format is not null) return string.Equals(format, "html", StringComparison.OrdinalIgnoreCase);
        var html = Quality(request, Html);
        return html > 0 && html > Math.Max(Quality(request, JsonLd), Quality(request, "application/json"));
    }

    private static double Quality(HttpRequest request, string type) =>
        request.GetTypedHeaders().Accept.Where(range => range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            .Select(range => range.Quality ?? 1).DefaultIfEmpty(0).Max();

    /// <summary>RFC 9110 §15.4.4: what was asked for is to be found there, by another GET.</summary>
    private sealed class SeeOther(string location) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = httpContext.Request.PathBase + location;
            return Task.CompletedTask;
        }
    }
}
