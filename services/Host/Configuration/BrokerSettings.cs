using Microsoft.Extensions.Configuration;
using SmartSectors.Ingestion.Brokers;

namespace SmartSectors.Host.Configuration;

/// <summary>
/// The brokers to read from: URLs with space between them in one text, or a list. An error names its URL by number and
/// never repeats it, for a password may be in it.
/// </summary>
internal static class BrokerSettings
{
    public const string Name = "Broker";

    public static IReadOnlyList<BrokerOptions> Read(IConfigurationSection section, Action<string> wrong)
    {
        var brokers = new List<BrokerOptions>();
        foreach (var (number, url) in Urls(section).Index())
        {
            var (broker, errors) = BrokerUrl.Parse(url);
            foreach (var error in errors) wrong($"URL {number + 1}: {error}");
            if (broker is not null) brokers.Add(broker);
        }

        foreach (var twins in brokers.GroupBy(broker => (broker.Name, broker.ClientId)).Where(same => same.Count() > 1))
        {
            wrong($"{twins.Key.Name} is read {twins.Count()} times by one client; give each a client-id of its own, or one URL all the topics");
        }

        return brokers;
    }

    private static IEnumerable<string> Urls(IConfigurationSection section) => section.Value is { } text
        ? text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        : section.GetChildren().Select(child => child.Value ?? "");
}
