using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace SmartSectors.Http;

/// <summary>
/// In which language a request is answered where the words are for people: Vietnamese where its Accept-Language likes that
/// better than English, else English. The process itself has no culture.
/// </summary>
public static class AnswerLanguage
{
    private static readonly AsyncLocal<bool> s_isVietnamese = new();

    public static void UseAnswerLanguage(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        s_isVietnamese.Value = IsVietnamese(context.Request);
        await next(context);
    });

    /// <summary>The text in the language of the request that is being answered.</summary>
    public static string In(string english, string vietnamese) => s_isVietnamese.Value ? vietnamese : english;

    /// <summary>The language's tag, of the request that is being answered.</summary>
    public static string Tag => In("en", "vi");

    private static bool IsVietnamese(HttpRequest request)
    {
        var liked = request.GetTypedHeaders().AcceptLanguage.OrderByDescending(language => language.Quality ?? 1)
            .FirstOrDefault(language => (language.Quality ?? 1) > 0 && (Is(language.Value, "vi") || Is(language.Value, "en") || language.Value == "*"));
        return liked is not null && Is(liked.Value, "vi");
    }

    // With or without a region, RFC 4647 §3.3.1.
    private static bool Is(StringSegment range, string language) =>
        range.StartsWith(language, StringComparison.OrdinalIgnoreCase) && (range.Length == language.Length || range[language.Length] == '-');
}
