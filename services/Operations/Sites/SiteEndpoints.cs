using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http;
using SmartSectors.Operations.Http;
using SmartSectors.Operations.Registration;
using SmartSectors.Registry;

namespace SmartSectors.Operations.Sites;

internal static class SiteEndpoints
{
    public static void MapSites(this IEndpointRouteBuilder api)
    {
        api.MapGet("/sites", ListSites)
            .WithName("ListSites")
            .WithTags("Registry")
            .WithSummary("The sites in the order of their ids.");
        api.MapGet("/sites/{id}", GetSite)
            .WithName("GetSite")
            .WithTags("Registry")
            .WithSummary("One site.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/sites", AddSites)
            .WithName("AddSites")
            .WithTags("Registry")
            .WithSummary("Registers one site, or an array of up to 10,000; needs a key.")
            .DescribeRegistration<NewSiteBody>();
    }

    private static async Task<Results<Ok<SitesBody>, ValidationProblem>> ListSites(
        [AsParameters] PageQueryString query, HttpRequest request, DeviceRegistry registry, CancellationToken cancellationToken)
    {
        var errors = ParameterErrors.For<PageQueryString>(request);
        var limit = Paging.ReadLimit(query.Limit, errors);
        if (errors.Any) return errors.ToProblem();

        var page = await registry.ListSitesAsync(query.Cursor, limit, cancellationToken);
        return TypedResults.Ok(new SitesBody([.. page.Items.Select(SiteBody.Of)], page.Next));
    }

    private static Results<Ok<SiteBody>, ProblemHttpResult> GetSite([System.ComponentModel.Description("The site's id.")] string id, DeviceRegistry registry) =>
        registry.Current.TryGetSite(id, out var site) ? TypedResults.Ok(SiteBody.Of(site)) : Problems.NotFound(OperationsTexts.NoSite(id));

    private static Task<IResult> AddSites(HttpRequest request, DeviceRegistry registry, CancellationToken cancellationToken) =>
        Registering.RunAsync(request, OperationsJson.Default.NewSiteBody, NewSiteBody.Read, registry.AddSitesAsync, "/api/v1/sites", cancellationToken);
}
