namespace SmartSectors.Grains.Devices;

/// <summary>
/// What is known of one device; lives in its partition's arrays and has the partition's worker as its one writer. The
/// rules over its readings are <see cref="SeriesState"/>'s.
/// </summary>
internal struct DeviceGrain
{
    /// <summary>The site's index in the partition; 0 while the number is unused.</summary>
    public int Site;

    /// <summary>Its place among the site's devices, in this partition: the bit in <c>DeviceSet</c>.</summary>
    public int Ordinal;

    /// <summary>The first of its series, −1 for none.</summary>
    public int FirstSeries;

    /// <summary>The device was at other sites before; the partition knows which and when.</summary>
    public bool HasMoved;

    /// <summary>Registration or profile say something of the device; the partition knows what and since when.</summary>
    public bool HasTerms;

    /// <summary>It is or was not normal; the partition knows what and when.</summary>
    public bool HasConditions;

    /// <summary>Deactivated: its series are in the store alone, until it is heard again.</summary>
    public bool IsAsleep;

    /// <summary>Already among those that the next commit writes.</summary>
    public bool IsTouched;

    /// <summary>
    /// The last receipt, in Unix milliseconds; negative once its gateway said that the device is gone, which makes it
    /// silent on any clock, until the next receipt.
    /// </summary>
    public long LastSeenMs;

    public LedgerCounts Ledger;

    /// <summary>The quarter-hour of the last receipt that was charged to it, counted from 1970.</summary>
    public uint ReceiptQuarter;

    /// <summary>The low bits of what the ledger had received, and stored, when that quarter-hour began.</summary>
    public uint ReceivedBefore;

    public uint StoredBefore;
}

/// <summary>The books of one device or site, without the reasons of rejections, which are rare and kept aside.</summary>
internal struct LedgerCounts
{
    public long Received;
    public long Stored;
    public long Duplicates;

    /// <summary>Received, but not decided yet: in the late batch.</summary>
    public int Pending;
}
