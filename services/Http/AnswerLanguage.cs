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
    private static readonly AsyncLocal<Spoken?> s_spoken = new();

    public static void UseAnswerLanguage(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var spoken = s_spoken.Value = new Spoken(IsVietnamese(context.Request));
        // A cache between must not give one's words to the other (RFC 9110 §12.5.5).
        context.Response.OnStarting(() =>
        {
            if (spoken.IsHeard) context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
            return Task.CompletedTask;
        });
        await next(context);
    });

    /// <summary>The text in the language of the request that is being answered.</summary>
    public static string In(string english, string vietnamese)
    {
        if (s_spoken.Value is not { } spoken) return english;
        spoken.IsHeard = true;
        return spoken.IsVietnamese ? vietnamese : english;
    }

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

    private sealed class Spoken(bool isVietnamese)
    {
        public bool IsVietnamese { get; } = isVietnamese;

        /// <summary>Something was said in the language.</summary>
        public bool IsHeard { get; set; }
    }
}
