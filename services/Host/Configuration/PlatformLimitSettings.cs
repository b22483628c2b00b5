using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace SmartSectors.Host.Configuration;

/// <summary>The platform's limits: <c>SmartSectors:Limits:MaxDevices</c> = <c>500000</c>.</summary>
internal static class PlatformLimitSettings
{
    public const string Name = "Limits";

    private const long LeastBytes = 1L << 20;
    private const long MostBytes = 1L << 50;

    private static readonly TimeSpan s_longestKept = TimeSpan.FromDays(3_650);
    private static readonly TimeSpan s_longestLook = TimeSpan.FromDays(1);

    private static readonly string[] s_names =
    [
        nameof(PlatformLimits.MaxDevices), nameof(PlatformLimits.MaxRoamingShards), nameof(PlatformLimits.UnknownReadingsBytes),
        nameof(PlatformLimits.UnknownReadingsKept), nameof(PlatformLimits.MaxReadingsAsked), nameof(PlatformLimits.MaxCellsAsked),
        nameof(PlatformLimits.MaxDevicesAsked), nameof(PlatformLimits.MaxStreams), nameof(PlatformLimits.MaxKeys), nameof(PlatformLimits.CellsPackedAtOnce),
        nameof(PlatformLimits.ChunksDroppedAtOnce), nameof(PlatformLimits.MaxUnchangedDays), nameof(PlatformLimits.LookInterval),
    ];

    /// <param name="wrong">Told the name of the setting and what is wrong with it.</param>
    public static PlatformLimits Read(IConfigurationSection section, Action<string, string> wrong)
    {
        var limits = new PlatformLimits();
        foreach (var setting in section.GetChildren())
        {
            var name = s_names.FirstOrDefault(name => name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
            if (name is null) wrong(setting.Key, $"there is no such setting; there are {string.Join(", ", s_names)}");
            else if (!string.IsNullOrWhiteSpace(setting.Value)) limits = Read(limits, name, setting.Value, error => wrong(name, error));
        }

        return limits;
    }

    private static PlatformLimits Read(PlatformLimits limits, string name, string text, Action<string> wrong) => name switch
    {
        nameof(PlatformLimits.MaxDevices) => limits with { MaxDevices = (int)Number(text, 0, int.MaxValue, limits.MaxDevices, wrong) },
        nameof(PlatformLimits.MaxRoamingShards) => limits with { MaxRoamingShards = (int)Number(text, 0, int.MaxValue, limits.MaxRoamingShards, wrong) },
        nameof(PlatformLimits.UnknownReadingsBytes) => limits with
        {
            UnknownReadingsBytes = Number(text, LeastBytes, MostBytes, limits.UnknownReadingsBytes, wrong),
        },
        nameof(PlatformLimits.UnknownReadingsKept) => limits with { UnknownReadingsKept = Time(text, s_longestKept, limits.UnknownReadingsKept, wrong) },
        nameof(PlatformLimits.MaxReadingsAsked) => limits with { MaxReadingsAsked = Number(text, 1, long.MaxValue, limits.MaxReadingsAsked, wrong) },
        nameof(PlatformLimits.MaxCellsAsked) => limits with { MaxCellsAsked = Number(text, 1, long.MaxValue, limits.MaxCellsAsked, wrong) },
        nameof(PlatformLimits.MaxDevicesAsked) => limits with { MaxDevicesAsked = (int)Number(text, 1, int.MaxValue, limits.MaxDevicesAsked, wrong) },
        nameof(PlatformLimits.MaxStreams) => limits with { MaxStreams = (int)Number(text, 0, int.MaxValue, limits.MaxStreams, wrong) },
        nameof(PlatformLimits.MaxKeys) => limits with { MaxKeys = (int)Number(text, 1, int.MaxValue, limits.MaxKeys, wrong) },
        nameof(PlatformLimits.CellsPackedAtOnce) => limits with { CellsPackedAtOnce = (int)Number(text, 1, int.MaxValue, limits.CellsPackedAtOnce, wrong) },
        nameof(PlatformLimits.ChunksDroppedAtOnce) => limits with { ChunksDroppedAtOnce = (int)Number(text, 1, int.MaxValue, limits.ChunksDroppedAtOnce, wrong) },
        nameof(PlatformLimits.MaxUnchangedDays) => limits with { MaxUnchangedDays = (int)Number(text, 1, int.MaxValue, limits.MaxUnchangedDays, wrong) },
        _ => limits with { LookInterval = Time(text, s_longestLook, limits.LookInterval, wrong) },
    };

    private static long Number(string text, long least, long most, long otherwise, Action<string> wrong)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        wrong($"'{text}' is no number from {least} to {most}");
        return otherwise;
    }

    private static TimeSpan Time(string text, TimeSpan longest, TimeSpan otherwise, Action<string> wrong)
    {
        if (Duration.TryParse(text, out var time) && time > TimeSpan.Zero && time <= longest) return time;
        wrong($"'{text}' is no {Duration.Form[2..]}, up to {Duration.Format(longest)}");
        return otherwise;
    }
}
