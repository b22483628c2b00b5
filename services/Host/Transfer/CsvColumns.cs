namespace SmartSectors.Host.Transfer;

/// <summary>
/// The columns of readings as CSV, <c>sector,site,device,indicator,time,value,flag,tests</c>; docs/backup.md describes
/// them. What is imported needs the first six, in any order: flags are judged anew.
/// </summary>
internal static class CsvColumns
{
    public const string Sector = "sector";
    public const string Site = "site";
    public const string Device = "device";
    public const string Indicator = "indicator";
    public const string Time = "time";
    public const string Value = "value";
    public const string Flag = "flag";
    public const string Tests = "tests";

    public static readonly string[] Written = [Sector, Site, Device, Indicator, Time, Value, Flag, Tests];

    public static readonly string[] Needed = [Sector, Site, Device, Indicator, Time, Value];
}
