namespace SmartSectors.Telemetry.Readings;

/// <summary>The aggregate quality flag of one reading (QARTOD 2020, table "Flags"). Flag 4 never enters a cell.</summary>
public enum ReadingFlag : byte
{
    Pass = 1,
    Unevaluated = 2,
    Suspect = 3,
    Fail = 4,
}
