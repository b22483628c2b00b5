using Microsoft.Extensions.Configuration;

namespace SmartSectors.Host.Configuration;

/// <summary>Origins of web pages, as browsers write them: with space between them in one text, or a list.</summary>
internal static class OriginSettings
{
    public const string Name = "AllowedOrigins";

    public static IReadOnlyList<string> Read(IConfigurationSection section, Action<string> wrong)
    {
        var origins = ListenerSettings.Texts(section).ToList();
        foreach (var origin in origins.Where(origin => !IsOrigin(origin))) wrong($"'{origin}' is no origin such as https://ops.example.vn");
        return origins;
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase);
}
