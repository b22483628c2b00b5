using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace SmartSectors.Operations.Status;

/// <summary>The plain page at <c>/</c>, from the assembly's own resources: it holds no data, and asks the API for it.</summary>
internal static class StatusPage
{
    private const string ResourcePrefix = "Page/";

    private static readonly FrozenDictionary<string, PageFile> Files = Load();

    public static void MapStatusPage(this IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup("").ExcludeFromDescription();
        page.MapGet("/", () => Serve("index.html"));
        page.MapGet("/status/{**path}", (string path) => Serve(path));
    }

    private static IResult Serve(string path) => Files.TryGetValue(path, out var file)
        ? TypedResults.Bytes(file.Bytes, file.ContentType, entityTag: file.Tag)
        : TypedResults.NotFound();

    private static FrozenDictionary<string, PageFile> Load()
    {
        var assembly = typeof(StatusPage).Assembly;
        var files = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var path = name[ResourcePrefix.Length..];
            files.Add(path, new(bytes, ContentTypeOf(path), new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"")));
        }
        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string ContentTypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".woff2" => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };

    private sealed record PageFile(byte[] Bytes, string ContentType, EntityTagHeaderValue Tag);
}
