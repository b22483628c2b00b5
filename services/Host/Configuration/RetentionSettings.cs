using System.Globalization;
using Microsoft.Extensions.Configuration;
using SmartSectors.Storage;

namespace SmartSectors.Host.Configuration;

/// <summary>How long the embedded store keeps what: <c>SmartSectors:Retention:Readings</c> = <c>180d</c>.</summary>
internal sealed record RetentionSettings
{
    public const string Name = "Retention";

    private static readonly StorageOptions s_defaults = new() { DataDirectory = "" };
    private static readonly string[] s_names = [nameof(Readings), nameof(SiteMinutes), nameof(AreaMinutes), nameof(DiskBudget)];

    /// <inheritdoc cref="StorageOptions.ReadingsKept"/>
    public TimeSpan Readings { get; init; } = s_defaults.ReadingsKept;

    /// <inheritdoc cref="StorageOptions.SiteMinutesKept"/>
    public TimeSpan SiteMinutes { get; init; } = s_defaults.SiteMinutesKept;

    /// <inheritdoc cref="StorageOptions.AreaMinutesKept"/>
    public TimeSpan AreaMinutes { get; init; } = s_defaults.AreaMinutesKept;

    /// <inheritdoc cref="StorageOptions.DiskBudgetBytes"/>
    public long DiskBudget { get; init; } = s_defaults.DiskBudgetBytes;

    /// <param name="wrong">Told the name of the setting and what is wrong with it.</param>
    public static RetentionSettings Read(IConfigurationSection section, Action<string, string> wrong)
    {
        var retention = new RetentionSettings();
        foreach (var setting in section.GetChildren())
        {
            var name = s_names.FirstOrDefault(name => name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
            if (name is null) wrong(setting.Key, $"there is no such setting; there are {string.Join(", ", s_names)}");
            else if (!string.IsNullOrWhiteSpace(setting.Value)) retention = retention.With(name, setting.Value, error => wrong(name, error));
        }

        return retention;
    }

    private RetentionSettings With(string name, string text, Action<string> wrong) => name switch
    {
        nameof(Readings) => this with { Readings = Time(text, StorageOptions.LeastReadingsKept, Readings, wrong) },
        nameof(SiteMinutes) => this with { SiteMinutes = Time(text, StorageOptions.LeastMinutesKept, SiteMinutes, wrong) },
        nameof(DiskBudget) => this with { DiskBudget = Bytes(text, DiskBudget, wrong) },
        _ => this with { AreaMinutes = Time(text, StorageOptions.LeastMinutesKept, AreaMinutes, wrong) },
    };

    // Less is no store: 64 databases of a few tables, and a file of the log.
    private const long LeastBudget = 512L << 20;

    private static long Bytes(string text, long otherwise, Action<string> wrong)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes is 0 or >= LeastBudget) return bytes;
        wrong($"'{text}' is no number of bytes from {LeastBudget} on, or 0 for no budget");
        return otherwise;
    }

    private static TimeSpan Time(string text, TimeSpan least, TimeSpan otherwise, Action<string> wrong)
    {
        if (Duration.TryParse(text, out var time) && time >= least) return time;
        wrong($"'{text}' is no {Duration.Form[2..]}, at least {Duration.Format(least)}");
        return otherwise;
    }
}
