using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SmartSectors.Http.Pages;

namespace SmartSectors.Http;

/// <summary>What is alike in the answers of every role that speaks HTTP: errors, languages, times and the description of the API.</summary>
public static class HttpAnswers
{
    /// <summary>Adds it to a process, once for all of its roles.</summary>
    public static IServiceCollection AddHttpAnswers(this IServiceCollection services)
    {
        services.AddProblemAnswers();
        services.AddApiDescription();
        return services.ConfigureHttpJsonOptions(options =>
        {
            // Read as it is, also in a terminal; nothing of it stands in HTML, for which the default escapes.
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            options.SerializerOptions.Converters.Add(new UtcTimeConverter());
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
    }

    /// <summary>Puts it before the endpoints, which are mapped afterwards.</summary>
    public static void UseHttpAnswers(this WebApplication app)
    {
        app.UseAnswerLanguage();
        app.UseProblemAnswers();
        app.UseApiPage();
        app.MapOpenApi();
        app.MapDesign();
    }
}
