using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Ingestion.Directory;

/// <summary>What the directory's tables keep beside a topic or a device's id, in one word, so that it is read without a lock.</summary>
internal readonly record struct DeviceValue(ulong Bits)
{
    private const int SectorShift = 32;
    private const int ProfileShift = 40;
    private const ulong ProfileMask = 0xFFFFUL << ProfileShift;
    private const ulong LetInBit = 1UL << 61;
    private const ulong RegisteredBit = 1UL << 62;
    private const ulong DurableBit = 1UL << 63;

    public DeviceValue(uint number, Sector sector)
        : this(number | ((ulong)(byte)sector << SectorShift))
    {
    }

    /// <summary>The durable number.</summary>
    public uint Number => (uint)Bits;

    /// <summary>That of its site.</summary>
    public Sector Sector => (Sector)(byte)(Bits >> SectorShift);

    /// <summary>Its place in <see cref="DeviceProfiles"/>; 0 for none.</summary>
    public int Profile => (int)((Bits & ProfileMask) >> ProfileShift);

    /// <summary>Somebody registered it; so whichever gateway brings it, it is at its own site.</summary>
    public bool IsRegistered => (Bits & RegisteredBit) != 0;

    /// <summary>It was let in without a registration and has had none since; kept beside an id alone.</summary>
    public bool IsLetIn => (Bits & LetInBit) != 0;

    /// <summary>The log knows it.</summary>
    public bool IsDurable => (Bits & DurableBit) != 0;

    public DeviceValue AsDurable() => new(Bits | DurableBit);

    public DeviceValue AsLetIn() => new(Bits | LetInBit);

    public DeviceValue AsRegistered() => new((Bits & ~LetInBit) | RegisteredBit);

    public DeviceValue WithProfile(int profile) => new((Bits & ~ProfileMask) | ((ulong)profile << ProfileShift));
}
