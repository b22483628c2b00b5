using System.Globalization;
using Microsoft.Extensions.Configuration;
using SmartSectors.Reporting;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Host.Configuration;

/// <summary>What concerns reports: <c>SmartSectors:Reports:PublisherVi</c> = <c>Sở Khoa học và Công nghệ Vĩnh Long</c>.</summary>
internal static class ReportSettings
{
    public const string Name = "Reports";

    private const int LongestName = 200;

    private static readonly TimeSpan s_shortestLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(366);

    /// <summary>Without the data directory, which is the platform's.</summary>
    public static ReportingOptions Default { get; } = new() { DataDirectory = "" };

    // What it takes, and how it is put down; null where the text is none.
    private static readonly Dictionary<string, (string Takes, Func<ReportingOptions, string, ReportingOptions?> Set)> s_settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Open"] = ("true or false", (options, text) => bool.TryParse(text, out var isOpen) ? options with { Sdmx = options.Sdmx with { IsOpen = isOpen } } : null),
        ["PublisherVi"] = ($"a name of at most {LongestName} characters", (options, text) => text.Length > LongestName ? null : options with { Publisher = options.Publisher with { NameVi = text } }),
        ["PublisherEn"] = ($"a name of at most {LongestName} characters", (options, text) => text.Length > LongestName ? null : options with { Publisher = options.Publisher with { NameEn = text } }),
        ["PublisherHomepage"] = ("a URL such as https://example.gov.vn", (options, text) => Url(text) is { } url ? options with { Publisher = options.Publisher with { Homepage = url } } : null),
        ["PublisherEmail"] = ("an address such as data@example.gov.vn", (options, text) => IsEmail(text) ? options with { Publisher = options.Publisher with { Email = text } } : null),
        ["License"] = ("a URL such as https://creativecommons.org/licenses/by/4.0/", (options, text) => Url(text) is { } url ? options with { Publisher = options.Publisher with { License = url } } : null),
        ["PublicUrl"] = ("a URL such as https://data.example.gov.vn", (options, text) => Url(text) is { } url ? options with { Publisher = options.Publisher with { PublicUrl = url } } : null),
        ["Schedule"] = ("none or some of N15,H,D,M", (options, text) => Windows(text) is { } windows ? options with { Schedule = options.Schedule with { Windows = windows } } : null),
        ["LookInterval"] = (Time(s_shortestLook), (options, text) => Time(text, s_shortestLook) is { } time ? options with { Schedule = options.Schedule with { LookInterval = time } } : null),
        ["Delay"] = (Time(TimeSpan.Zero), (options, text) => Time(text, TimeSpan.Zero) is { } time ? options with { Schedule = options.Schedule with { Delay = time } } : null),
        ["MakesUpFor"] = (Time(TimeSpan.Zero), (options, text) => Time(text, TimeSpan.Zero) is { } time ? options with { Schedule = options.Schedule with { MakesUpFor = time } } : null),
        ["RevisionsFor"] = (Time(TimeSpan.Zero), (options, text) => Time(text, TimeSpan.Zero) is { } time ? options with { Schedule = options.Schedule with { RevisionsFor = time } } : null),
        ["MaxPeriods"] = ("a whole number from 1 to 3000", (options, text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is >= 1 and <= 3_000 ? options with { MostPeriods = most } : null),
        ["MaxTargets"] = ("a whole number from 1 to 1000000", (options, text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is >= 1 and <= 1_000_000 ? options with { MaxTargets = most } : null),
    };

    /// <param name="wrong">Told the name of the setting and what is wrong with it.</param>
    public static ReportingOptions Read(IConfigurationSection section, Action<string, string> wrong)
    {
        var options = Default;
        foreach (var setting in section.GetChildren().Where(setting => !string.IsNullOrWhiteSpace(setting.Value)))
        {
            if (!s_settings.TryGetValue(setting.Key, out var known)) wrong(setting.Key, $"there is no such setting; there are {string.Join(", ", s_settings.Keys)}");
            else if (known.Set(options, setting.Value!.Trim()) is { } changed) options = changed;
            else wrong(setting.Key, $"'{setting.Value}' is not {known.Takes}");
        }

        return options;
    }

    private static string Time(TimeSpan least) => $"{Duration.Form[2..]}, from {Duration.Format(least)} to {Duration.Format(s_longest)}";

    private static TimeSpan? Time(string text, TimeSpan least) => Duration.TryParse(text, out var time) && time >= least && time <= s_longest ? time : null;

    private static IReadOnlyList<Window>? Windows(string text)
    {
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase)) return [];
        var windows = new List<Window>();
        foreach (var code in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!Frequency.TryParse(code.ToUpperInvariant(), out var window)) return null;
            windows.Add(window.Value);
        }

        return [.. windows.Distinct()];
    }

    private static Uri? Url(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

    private static bool IsEmail(string text) => text.Split('@') is [{ Length: > 0 }, { Length: > 0 }] && !text.Any(char.IsWhiteSpace);
}
