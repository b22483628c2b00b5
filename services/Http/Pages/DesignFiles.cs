using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SmartSectors.Http.Pages;

/// <summary>What all pages look alike by, colours, sizes and letters, under <c>/design</c>.</summary>
internal static class DesignFiles
{
    private static readonly PageFiles s_files = new(typeof(DesignFiles).Assembly, "Design/");

    public static void MapDesign(this IEndpointRouteBuilder routes) => routes.MapGet("/design/{**path}", (string path) => s_files.Serve(path)).ExcludeFromDescription();
}
