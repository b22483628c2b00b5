using System.Runtime.InteropServices;

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

    private Aside _aside;

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

    /// <summary>How far its clock is off, as far as its messages tell.</summary>
    public ClockEstimate Clock;

    // What the partition keeps aside of it.
    [Flags]
    private enum Aside : byte { Residences = 1, Terms = 2, Conditions = 4, Erasures = 8 }

    /// <summary>The device was at other sites before; the partition knows which and when.</summary>
    public bool HasMoved
    {
        readonly get => Has(Aside.Residences);
        set => Set(Aside.Residences, value);
    }

    /// <summary>Registration or profile say something of the device; the partition knows what and since when.</summary>
    public bool HasTerms
    {
        readonly get => Has(Aside.Terms);
        set => Set(Aside.Terms, value);
    }

    /// <summary>It is or was not normal; the partition knows what and when.</summary>
    public bool HasConditions
    {
        readonly get => Has(Aside.Conditions);
        set => Set(Aside.Conditions, value);
    }

    /// <summary>Readings of it were or are to be erased; the partition knows which.</summary>
    public bool HasErasures
    {
        readonly get => Has(Aside.Erasures);
        set => Set(Aside.Erasures, value);
    }

    private readonly bool Has(Aside what) => (_aside & what) != 0;

    private void Set(Aside what, bool value) => _aside = value ? _aside | what : _aside & ~what;
}

/// <summary>The books of one device or site, without the reasons of rejections, which are rare and kept aside.</summary>
/// <remarks>Packed, as there is one of each device: the last four bytes are the next field's.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct LedgerCounts
{
    public long Received;
    public long Stored;
    public long Duplicates;

    /// <summary>Received, but not decided yet: in the late batch.</summary>
    public int Pending;
}
