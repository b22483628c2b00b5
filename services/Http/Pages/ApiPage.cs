using Microsoft.AspNetCore.Builder;

namespace SmartSectors.Http.Pages;

/// <summary>
/// The description of the API as a page at <c>/docs</c>, on which one can try it out. All of it comes from this process;
/// nothing is asked of, or told to, anybody else.
/// </summary>
internal static class ApiPage
{
    public static void UseApiPage(this IApplicationBuilder app) => app.UseSwaggerUI(page =>
    {
        page.RoutePrefix = "docs";
        page.DocumentTitle = "SmartSectors API";
        page.SwaggerEndpoint($"/openapi/{ApiDescription.Name}.json", "SmartSectors");
        page.EnableDeepLinking();
        page.DefaultModelsExpandDepth(0);
        // Its badge would ask a server of somebody else's.
        page.EnableValidator(null);
    });
}
