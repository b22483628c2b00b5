using System.Diagnostics.CodeAnalysis;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Sdmx;

/// <summary>The windows that are reported, by their codes in SDMX's CL_FREQ.</summary>
public static class Frequency
{
    /// <summary>The shortest first.</summary>
    public static IReadOnlyList<Window> All { get; } = [Window.QuarterHour, Window.Hour, Window.Day, Window.Month];

    /// <summary>N15 (every 15 minutes: a code with its multiple), H, D or M.</summary>
    public static string Code(Window window) => window switch
    {
        Window.QuarterHour => "N15",
        Window.Hour => "H",
        Window.Day => "D",
        Window.Month => "M",
        _ => throw new ArgumentOutOfRangeException(nameof(window), window, "Minutes are not reported."),
    };

    /// <summary>The window of a code.</summary>
    public static bool TryParse(string code, [NotNullWhen(true)] out Window? window)
    {
        window = null;
        foreach (var each in All)
        {
            if (Code(each) == code) window = each;
        }

        return window is not null;
    }
}
