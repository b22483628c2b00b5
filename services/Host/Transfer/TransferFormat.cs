namespace SmartSectors.Host.Transfer;

/// <summary>What a file of readings is written as.</summary>
internal enum TransferFormat
{
    /// <summary>RFC 4180, with a header.</summary>
    Csv,

    /// <summary>InfluxDB's line protocol.</summary>
    Line,
}
