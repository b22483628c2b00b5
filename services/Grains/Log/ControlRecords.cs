using SmartSectors.Telemetry.Binary;
using SmartSectors.Telemetry.Readings;
using SmartSectors.Telemetry.Schemes;

namespace SmartSectors.Grains.Log;

/// <summary>The kinds of control records. The numbers are durable.</summary>
public enum ControlKind : byte
{
    SiteSeen = 1,
    DeviceSeen = 2,
    Rejected = 3,
    SiteAssigned = 4,
    DeviceMoved = 5,

    /// <summary>A sampled message's trace context: <see cref="TraceRecord"/>.</summary>
    Traced = 6,
    DeviceStale = 7,

    /// <summary>Where a device was when it measured a sample of the same block: <see cref="Log.DevicePlaced"/>.</summary>
    DevicePlaced = 8,

    DeviceTerms = 9,

    /// <summary>The condition of a device over a time: <see cref="Log.DeviceReported"/>.</summary>
    DeviceReported = 10,
    SchemeChanged = 11,
    TakenIn = 12,

    /// <summary>The raw readings of a device are to be erased: <see cref="Log.DeviceErased"/>.</summary>
    DeviceErased = 13,
}

/// <summary>A site has devices in this partition: its shard's number here, and what cells need to know of it.</summary>
/// <param name="Area">
/// The five digits of its commune; the two of a province where the shard is of the devices of the site that were there,
/// in whichever commune; empty while nothing is known: it counts in the nation's <c>unassigned</c>.
/// </param>
public readonly record struct SiteSeen(uint Site, Sector Sector, string Id, string Area)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(Site);
        writer.WriteByte((byte)Sector);
        writer.WriteString(Id);
        writer.WriteString(Area);
    }

    public static SiteSeen Read(ref ByteReader reader) =>
        new((uint)reader.ReadVarint(), (Sector)reader.ReadByte(), reader.ReadString(), reader.ReadString());
}

/// <summary>A device was heard for the first time: its durable number and its site's shard.</summary>
public readonly record struct DeviceSeen(uint Device, uint Site, string Id)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(Device);
        writer.WriteVarint(Site);
        writer.WriteString(Id);
    }

    public static DeviceSeen Read(ref ByteReader reader) =>
        new((uint)reader.ReadVarint(), (uint)reader.ReadVarint(), reader.ReadString());
}

/// <summary>Readings that ingestion refused. Device <see cref="Numbers.None"/> is "unattributed".</summary>
/// <param name="Count">Readings; a message that cannot be decoded counts as one.</param>
/// <param name="Topic">The message's topic when it is kept as evidence, else empty.</param>
/// <param name="Body">The first bytes of its payload.</param>
/// <param name="Unknown">What is kept of one reading of an unknown indicator; null else, and in what earlier versions wrote.</param>
public readonly record struct Rejected(uint Device, RejectReason Reason, uint Count, string Topic, byte[] Body, UnknownReading? Unknown = null)
{
    public static void Write(
        ref ByteWriter writer, uint device, RejectReason reason, uint count, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> body)
    {
        writer.WriteVarint(device);
        writer.WriteByte((byte)reason);
        writer.WriteVarint(count);
        writer.WriteVarint((ulong)topic.Length);
        writer.WriteBytes(topic);
        writer.WriteVarint((ulong)body.Length);
        writer.WriteBytes(body);
    }

    public static Rejected Read(ref ByteReader reader) =>
        new((uint)reader.ReadVarint(), (RejectReason)reader.ReadByte(), (uint)reader.ReadVarint(),
            reader.ReadString(), reader.ReadBytes(reader.ReadCount()).ToArray(),
            reader.Remaining > 0 ? UnknownReading.Read(ref reader) : null);
}

/// <summary>A site that had no commune got one; it holds for all its time.</summary>
public readonly record struct SiteAssigned(uint Site, string Commune)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(Site);
        writer.WriteString(Commune);
    }

    public static SiteAssigned Read(ref ByteReader reader) => new((uint)reader.ReadVarint(), reader.ReadString());
}

/// <summary>A device belongs to another site from a moment on; its home partition stays.</summary>
/// <param name="Site">The new site's shard in this partition.</param>
/// <param name="FromMs">
/// Readings measured from this moment on are of the new site, but none up to the newest that the device has stored, nor
/// in a minute that is closed: what is booked for a site is never booked anew for another.
/// </param>
public readonly record struct DeviceMoved(uint Device, uint Site, long FromMs)
{
    public void Write(ref ByteWriter writer)
    {
        writer.WriteVarint(Device);
        writer.WriteVarint(Site);
        writer.WriteSigned(FromMs);
    }

    public static DeviceMoved Read(ref ByteReader reader) =>
        new((uint)reader.ReadVarint(), (uint)reader.ReadVarint(), reader.ReadSigned());
}
