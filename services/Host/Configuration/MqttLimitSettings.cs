using Microsoft.Extensions.Configuration;
using SmartSectors.Mqtt;

namespace SmartSectors.Host.Configuration;

/// <summary>Limits of the whole server, and those that listeners begin with: <c>SmartSectors:MqttLimits:MaxKeepAlive</c> = <c>60s</c>.</summary>
internal static class MqttLimitSettings
{
    public const string Name = "MqttLimits";

    /// <param name="wrong">Told the name of the limit and what is wrong with it.</param>
    public static MqttServerOptions Read(IConfigurationSection section, Action<string, string> wrong)
    {
        var limits = new MqttServerOptions();
        var known = LimitProperties.OfListener.Concat(LimitProperties.OfServer).ToDictionary(limit => limit.Name, StringComparer.OrdinalIgnoreCase);
        var misread = new HashSet<string>();
        foreach (var setting in section.GetChildren())
        {
            if (!known.TryGetValue(setting.Key, out var limit)) wrong(setting.Key, "there is no such limit; docs/mqtt-limits.md has them all");
            else if (string.IsNullOrWhiteSpace(setting.Value)) continue;
            else if (LimitProperties.Set(limits, limit, setting.Value) is { } problem)
            {
                misread.Add(limit.Name);
                wrong(limit.Name, problem);
            }
        }

        foreach (var error in MqttLimitsValidator.FindErrors(limits))
        {
            if (!misread.Contains(error.Limit)) wrong(error.Limit, $"it {error.Must}");
        }

        return limits;
    }
}
