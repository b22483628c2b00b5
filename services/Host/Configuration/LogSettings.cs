using Microsoft.Extensions.Configuration;
using SmartSectors.Storage;

namespace SmartSectors.Host.Configuration;

/// <summary>What concerns the reading log: <c>SmartSectors:Log:ArchiveDirectory</c> = <c>/mnt/archive</c>.</summary>
/// <param name="ArchiveDirectory">An absolute path; null archives nothing.</param>
/// <param name="ArchiveAfter"><inheritdoc cref="StorageOptions.LogArchiveAfter"/></param>
internal sealed record LogSettings(string? ArchiveDirectory, TimeSpan ArchiveAfter)
{
    public const string Name = "Log";

    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(1), s_most = TimeSpan.FromDays(1);

    private static readonly string[] s_names = [nameof(ArchiveDirectory), nameof(ArchiveAfter)];

    public static LogSettings Default { get; } = new(null, new StorageOptions { DataDirectory = "" }.LogArchiveAfter);

    /// <param name="wrong">Told the name of the setting and what is wrong with it.</param>
    public static LogSettings Read(IConfigurationSection section, Action<string, string> wrong)
    {
        var settings = Default;
        foreach (var setting in section.GetChildren().Where(setting => !string.IsNullOrWhiteSpace(setting.Value)))
        {
            if (setting.Key.Equals(nameof(ArchiveDirectory), StringComparison.OrdinalIgnoreCase))
                settings = settings with { ArchiveDirectory = Path.GetFullPath(setting.Value!) };
            else if (!setting.Key.Equals(nameof(ArchiveAfter), StringComparison.OrdinalIgnoreCase))
                wrong(setting.Key, $"there is no such setting; there are {string.Join(", ", s_names)}");
            else if (Duration.TryParse(setting.Value!, out var after) && after >= s_least && after <= s_most)
                settings = settings with { ArchiveAfter = after };
            else
                wrong(setting.Key, $"'{setting.Value}' is no duration from 1s to 1d");
        }

        return settings;
    }
}
