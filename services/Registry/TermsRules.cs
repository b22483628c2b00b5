using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Devices;

namespace SmartSectors.Registry;

/// <summary>Which weights and parameters may be registered, and from when on.</summary>
internal static class TermsRules
{
    private static readonly DateTimeOffset s_earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero); // readings before are refused

    // "Now" by the clock of who registers.
    private static readonly TimeSpan s_clockDifference = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with the terms that somebody gave; null where nothing is.</summary>
    public static string? Check(DeviceRegistration given, DateTimeOffset now)
    {
        if (given.Weight is < 1 or > DeviceFacts.LargestWeight)
            return $"weight: must be a whole number from 1 to {DeviceFacts.LargestWeight.ToString(CultureInfo.InvariantCulture)}";
        if (given.Parameters is { } parameters
            && ParameterSet.Check([.. parameters.Entries.Select(entry => KeyValuePair.Create(entry.Name, entry.Value))]) is { } wrong)
            return $"parameters: {wrong}";
        if (given.From is null) return null;
        if (given.Weight is null && given.Parameters is null) return "from: it dates weight and parameters, and neither is given";
        return given.From < s_earliest ? "from: must not be before the year 2000"
            : given.From > now + s_clockDifference ? "from: must not be in the future"
            : null;
    }

    /// <summary>The terms of a device that had none; null where none are given.</summary>
    public static RegisteredTerms? First(DeviceRegistration given) =>
        given.Weight is null && given.Parameters is null ? null : new(given.Weight ?? 1, given.Parameters ?? ParameterSet.Empty, Stored(given.From));

    /// <summary>The terms that follow on those that are known: what was booked by earlier ones stays, so they follow in time.</summary>
    public static bool TryFollow(
        DeviceRegistration given, RegisteredTerms? known, DateTimeOffset now, out RegisteredTerms? terms, [NotNullWhen(false)] out string? wrong)
    {
        wrong = null;
        terms = known;
        var before = known ?? new RegisteredTerms(1, ParameterSet.Empty, null);
        var next = new RegisteredTerms(given.Weight ?? before.Weight, given.Parameters ?? before.Parameters, Stored(given.From) ?? before.From);
        if (next == before) return true;

        terms = next with { From = Stored(given.From ?? now) };
        if (terms.From < before.From)
            wrong = string.Create(CultureInfo.InvariantCulture, $"from: the present weight and parameters hold from {before.From:yyyy-MM-ddTHH:mm:ssK} on, and others can only follow them");
        return wrong is null;
    }

    // To the millisecond, as it is written: so it is the same before and after a restart.
    private static DateTimeOffset? Stored(DateTimeOffset? from) =>
        from is { } moment ? DateTimeOffset.FromUnixTimeMilliseconds(moment.ToUnixTimeMilliseconds()) : null;
}
