using SmartSectors.Reporting.Publishing;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Sdmx.Structures;

/// <summary>The unit of a series.</summary>
internal static class Units
{
    /// <summary>Of a plain number.</summary>
    public const string Number = "PURE_NUMB";

    /// <summary>All values are in their unit, none in thousands of it.</summary>
    public const string Multiplier = "0";

    /// <summary>The indicator's, but for readings that are counted, and for the share of devices' time beyond a limit.</summary>
    public static string Of(Indicator indicator, Statistic statistic) =>
        statistic.Code == "COUNT" || (statistic.Code == "VALUE" && indicator.AreaMethod == AreaMethod.ShareBreach) ? Number : indicator.UnitSdmx;
}
