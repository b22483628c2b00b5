using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SmartSectors.Http.Pages;

/// <summary>The files of a page from an assembly's own resources: nothing of a page comes from elsewhere.</summary>
public sealed class PageFiles
{
    private readonly FrozenDictionary<string, PageFile> _files;

    /// <param name="prefix">Of the names of the resources, such as <c>Page/</c>; what follows is the file's path.</param>
    public PageFiles(Assembly assembly, string prefix)
    {
        var files = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var path = name[prefix.Length..];
            files.Add(path, new(bytes, ContentTypeOf(path), new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"")));
        }

        _files = files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Answers with a file; 404 where there is none of the path.</summary>
    public IResult Serve(string path) => _files.TryGetValue(path, out var file)
        ? TypedResults.Bytes(file.Bytes, file.ContentType, entityTag: file.Tag)
        : TypedResults.NotFound();

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
