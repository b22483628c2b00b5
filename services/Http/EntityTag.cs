using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SmartSectors.Http;

/// <summary>
/// A strong entity tag (RFC 9110 §8.8.3): of the question as it was put, its form, its range where that was left open, and
/// the version of what it is answered from. It is made before the data are read, so that an answer is never older than its tag.
/// </summary>
public static class EntityTag
{
    private const int TagBytes = 16;

    /// <summary>
    /// Gives the answer its tag and says that it is to be asked for again each time. True when the client has this answer
    /// already: then it is <c>304 Not Modified</c>.
    /// </summary>
    /// <param name="version">Of the data; null where none can be told, and then the answer has no tag.</param>
    public static bool IsKnown(HttpContext context, TableFormat format, TimeRange range, int schemes, string? version)
    {
        context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        var whole = version is null ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{format}\n{range.From.ToUnixTimeMilliseconds()}\n{range.To.ToUnixTimeMilliseconds()}\n{schemes}\n{version}");
        return IsKnown(context, whole, isPublic: false);
    }

    /// <summary>The same for an answer of another kind.</summary>
    /// <param name="version">Of the data and of the form of the answer; null where none can be told, and then the answer has no tag.</param>
    /// <param name="isPublic">Everybody gets the same, so that caches between may keep it.</param>
    public static bool IsKnown(HttpContext context, string? version, bool isPublic)
    {
        var headers = context.Response.GetTypedHeaders();
        headers.CacheControl = new CacheControlHeaderValue { Private = !isPublic, Public = isPublic, NoCache = true };
        if (version is null) return false;

        var request = context.Request;
        var text = $"{request.Path}\n{request.QueryString}\n{version}";
        var tag = new EntityTagHeaderValue($"\"{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, TagBytes))}\"");
        headers.ETag = tag;

        // §13.1.2: compared weakly. "*" is left alone: it says nothing of what the client has.
        return request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false));
    }
}
