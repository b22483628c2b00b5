using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using SmartSectors.Ingestion.Gateways;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Host.Configuration;

/// <summary>What concerns gateways with formats of their own: <c>SmartSectors:Gateways:Sector</c> = <c>energy</c>.</summary>
internal static class GatewaySettings
{
    public const string Name = "Gateways";

    private const string NodeMetrics = "SparkplugNodeMetrics";
    private const string NodeDevices = "SparkplugNodeDevices";
    private const int MostNodes = 1_000_000;
    private const int MostMetrics = 100_000_000;
    private const int MostListBytes = 64 * 1024 * 1024;

    private static readonly string[] Names =
    [
        nameof(GatewayOptions.Sector), nameof(GatewayOptions.SparkplugHost), nameof(GatewayOptions.SparkplugNodes),
        nameof(GatewayOptions.SparkplugMetrics), nameof(GatewayOptions.SparkplugNodeIdle), NodeMetrics, NodeDevices,
        nameof(GatewayOptions.ZigbeeBridges), nameof(GatewayOptions.ZigbeeDevices), nameof(GatewayOptions.ZigbeeListBytes),
    ];

    /// <param name="wrong">Told the name of the setting and what is wrong with it.</param>
    public static GatewayOptions Read(IConfigurationSection section, Action<string, string> wrong)
    {
        var options = new GatewayOptions();
        foreach (var setting in section.GetChildren())
        {
            var name = Names.FirstOrDefault(name => name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
            if (name is null) wrong(setting.Key, $"there is no such setting; there are {string.Join(", ", Names)}");
            else if (!string.IsNullOrWhiteSpace(setting.Value)) options = Read(options, name, setting.Value, wrong);
        }
        return options;
    }

    private static GatewayOptions Read(GatewayOptions options, string name, string text, Action<string, string> wrong)
    {
        switch (name)
        {
            case nameof(GatewayOptions.Sector):
                if (SectorNames.TryParse(text, out var sector)) return options with { Sector = sector };
                wrong(name, $"'{text}' is no sector; there are {string.Join(", ", Enum.GetValues<Sector>().Select(one => one.Name()))}");
                return options;
            case nameof(GatewayOptions.SparkplugHost):
                if (IsLevel(text)) return options with { SparkplugHost = text };
                wrong(name, $"'{text}' is no level of a topic"); // Sparkplug 3.0 §4.2.5
                return options;
            case nameof(GatewayOptions.SparkplugNodes):
                return TryReadCount(name, text, MostNodes, wrong) is { } nodes ? options with { SparkplugNodes = nodes } : options;
            case nameof(GatewayOptions.SparkplugMetrics):
                return TryReadCount(name, text, MostMetrics, wrong) is { } metrics ? options with { SparkplugMetrics = metrics } : options;
            case NodeMetrics:
                return TryReadCount(name, text, MostMetrics, wrong) is { } ofNode ? options with { Sparkplug = options.Sparkplug with { MaxMetrics = ofNode } } : options;
            case NodeDevices:
                return TryReadCount(name, text, MostNodes, wrong) is { } devices ? options with { Sparkplug = options.Sparkplug with { MaxDevices = devices } } : options;
            case nameof(GatewayOptions.ZigbeeBridges):
                return TryReadCount(name, text, MostNodes, wrong) is { } bridges ? options with { ZigbeeBridges = bridges } : options;
            case nameof(GatewayOptions.ZigbeeDevices):
                return TryReadCount(name, text, MostNodes, wrong) is { } listed ? options with { ZigbeeDevices = listed } : options;
            case nameof(GatewayOptions.ZigbeeListBytes):
                return TryReadCount(name, text, MostListBytes, wrong) is { } bytes ? options with { ZigbeeListBytes = bytes } : options;
            default:
                if (Duration.TryParse(text, out var idle) && idle > TimeSpan.Zero) return options with { SparkplugNodeIdle = idle };
                wrong(name, $"'{text}' is no {Duration.Form[2..]}");
                return options;
        }
    }

    private static int? TryReadCount(string name, string text, int most, Action<string, string> wrong)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most) return count;
        wrong(name, $"'{text}' is no number from 1 to {most}");
        return null;
    }

    private static bool IsLevel(string text) => text.IndexOfAny(['/', '+', '#', '\0']) < 0 && Encoding.UTF8.GetByteCount(text) <= 256;
}
