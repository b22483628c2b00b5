using SmartSectors.Reporting.Disclosure;
using SmartSectors.Reporting.Releases;
using SmartSectors.Telemetry.Queries;

namespace SmartSectors.Reporting.Publishing;

/// <summary>One number of a release, as a copy has it: the measure and attributes of an SDMX observation.</summary>
/// <param name="Value">OBS_VALUE; null is a missing number.</param>
/// <param name="Status">OBS_STATUS: A normal, P provisional, U of low reliability, O missing, Q hidden.</param>
/// <param name="Confidentiality">CONF_STATUS.</param>
/// <param name="Devices">DEVICES; null where it is hidden.</param>
/// <param name="Completeness">COMPLETENESS and, after it, the other three criteria, in percent; null where hidden or where there was nothing to judge.</param>
public readonly record struct Figure(
    double? Value, char Status, Confidentiality Confidentiality, long? Devices, double? Completeness, double? Correct, double? Clean, double? Live)
{
    /// <summary>OBS_STATUS of what is hidden.</summary>
    public const char HiddenStatus = 'Q';

    private const int PercentDigits = 3;

    /// <summary>A statistic of an observation; null where the indicator has none, or the copy leaves it out.</summary>
    public static Figure? Of(Observation observation, Statistic statistic, Copy copy)
    {
        if (copy == Copy.Public && !statistic.IsPublic) return null;

        var isHidden = copy == Copy.Public && observation.Confidentiality != Confidentiality.Free;
        if (isHidden) return new Figure(null, HiddenStatus, observation.Confidentiality, null, null, null, null, null);

        var value = statistic.Of(observation);
        // What an indicator does not have is left out; what nothing was measured of is missing.
        if (value is null && observation.Count > 0) return null;
        return new Figure(
            value, StatusOf(observation, value), observation.Confidentiality, observation.Devices,
            Percent(observation.Completeness), Percent(observation.Correct), Percent(observation.Clean), Percent(observation.Live));
    }

    private static char StatusOf(Observation observation, double? value)
    {
        if (value is null || observation.Status == ObservationStatus.Missing) return 'O';
        if (!observation.IsFinal) return 'P';
        return observation.Status == ObservationStatus.LowReliability ? 'U' : 'A';
    }

    private static double? Percent(double? share) => share is { } known ? Math.Round(known * 100, PercentDigits, MidpointRounding.ToEven) : null;
}
