using SmartSectors.Reporting.Releases;
using SmartSectors.Reporting.Sdmx;
using SmartSectors.Reporting.Sdmx.Data;
using SmartSectors.Reporting.Sdmx.Structures;
using SmartSectors.Telemetry.Areas;
using SmartSectors.Telemetry.Cells;
using SmartSectors.Telemetry.Queries;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Reporting.Catalogue;

/// <summary>Addresses of what is published, from the root of the service on.</summary>
internal static class DataLinks
{
    public const string Service = "/sdmx/v2";
    public const string Description = "/openapi/v1.json";

    /// <summary>The structure that all data have.</summary>
    public const string Structure = $"{Service}/structure/datastructure/{IotStructure.Agency}/{IotStructure.Id}/{IotStructure.Version}";

    private static readonly string s_flow = $"{Service}/data/dataflow/{IotStructure.Agency}/{Dataflow.Public.Id}/{IotStructure.Version}";

    /// <summary>The newest period of a sector, of every area.</summary>
    public static string Newest(ReleasedSpan span, OfferedFormat format) => Data(span.Window, "*", span.Sector, NewestPeriod(span), format);

    /// <summary>The name of the newest period.</summary>
    public static string NewestPeriod(ReleasedSpan span) =>
        TimePeriod.Name(span.Window, WindowCalendar.Start(span.Window, span.To.ToUnixTimeMilliseconds() - 1));

    /// <summary>A month of a sector in some areas.</summary>
    public static string Month(Window window, IEnumerable<Area> areas, Sector sector, string month, OfferedFormat format) =>
        Data(window, string.Join('+', areas.Select(AreaCodes.Code)), sector, month, format);

    private static string Data(Window window, string areas, Sector sector, string period, OfferedFormat format) =>
        $"{s_flow}/{Frequency.Code(window)}.{areas}.{SectorCodes.Of(sector)}?c%5BTIME_PERIOD%5D={Uri.EscapeDataString(period)}&format={format.Short}";
}
