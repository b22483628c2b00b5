using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SmartSectors.Http.Pages;

namespace SmartSectors.Operations.Status;

/// <summary>The plain page at <c>/</c>: it holds no data, and asks the API for it.</summary>
internal static class StatusPage
{
    private static readonly PageFiles s_files = new(typeof(StatusPage).Assembly, "Page/");

    public static void MapStatusPage(this IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup("").ExcludeFromDescription();
        page.MapGet("/", () => s_files.Serve("index.html"));
        page.MapGet("/status/{**path}", (string path) => s_files.Serve(path));
    }
}
