using Microsoft.Extensions.Configuration;

namespace SmartSectors.Host.Configuration;

/// <summary>The listeners beside the ports of <c>--mqtt</c> and <c>--mqtts</c>: URLs with space between them in one text, or a list.</summary>
internal static class ListenerSettings
{
    public const string Name = "Listeners";

    /// <param name="wrong">Told each error, with the URL that it is in.</param>
    public static IReadOnlyList<ListenerOptions> Read(IConfigurationSection section, ListenerDefaults defaults, Action<string> wrong)
    {
        var listeners = new List<ListenerOptions>();
        foreach (var url in Texts(section))
        {
            if (ListenerUrl.Parse(url, defaults, error => wrong($"{url}: {error}")) is { } listener) listeners.Add(listener);
        }

        return listeners;
    }

    /// <summary>What a setting lists, either way.</summary>
    public static IEnumerable<string> Texts(IConfigurationSection section) => section.Value is { } text
        ? text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        : section.GetChildren().Select(child => child.Value ?? "").Where(url => url.Length > 0);
}
