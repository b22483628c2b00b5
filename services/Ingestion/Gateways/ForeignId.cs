using System.Security.Cryptography;
using SmartSectors.Telemetry.Readings;

namespace SmartSectors.Ingestion.Gateways;

/// <summary>
/// The id of a device or site from the name that its source has for it. A name that follows <see cref="IdentifierRule"/>
/// is the id. In another one a slash becomes <c>:</c> and every other byte that no id may have <c>_</c> with its two hex
/// digits (<c>ward 3/fridge</c> is <c>ward_203:fridge</c>), so that whoever registers the device can tell its id by hand.
/// What would be longer than an id may be is cut, and a hash of the whole name stands at its end.
/// </summary>
internal static class ForeignId
{
    // 64 = 47 characters, a dot, and 8 bytes in hex: two of a billion names share them by a chance of 1 in 37.
    private const int CutLength = 47;
    private const int HashBytes = 8;

    /// <summary>The id, over the name itself or over <paramref name="room"/>; empty for an empty name.</summary>
    /// <param name="room">Of <see cref="IdentifierRule.MaxLength"/> bytes.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> name, Span<byte> room)
    {
        if (name.IsEmpty || IdentifierRule.Check(name) is IdentifierError.None) return name;

        var length = 0;
        var fits = true;
        foreach (ref readonly var character in name)
        {
            var isAllowed = IdentifierRule.Check([character]) is IdentifierError.None;
            var takes = isAllowed || character == '/' ? 1 : 3;
            fits = length + takes <= room.Length;
            if (!fits) break;

            if (takes == 3)
            {
                room[length] = (byte)'_';
                Convert.TryToHexStringLower([character], room[(length + 1)..], out _);
            }
            else
            {
                room[length] = isAllowed ? character : (byte)':';
            }
            length += takes;
        }
        return fits ? room[..length] : Cut(name, room);
    }

    /// <summary>The id, over <paramref name="room"/> in every case: for a name that does not live as long.</summary>
    public static ReadOnlySpan<byte> Into(Span<byte> room, scoped ReadOnlySpan<byte> name)
    {
        Span<byte> own = stackalloc byte[IdentifierRule.MaxLength];
        var id = Of(name, own);
        id.CopyTo(room);
        return room[..id.Length];
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> name, Span<byte> room)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        room[CutLength] = (byte)'.';
        Convert.TryToHexStringLower(hash[..HashBytes], room[(CutLength + 1)..], out _);
        return room[..(CutLength + 1 + (2 * HashBytes))];
    }
}
