using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SmartSectors.Mqtt;

/// <summary>
/// The hash of a level, by 128-bit multiplications (as wyhash). Clients choose the levels, so both factors are secret and
/// drawn anew by every process: nobody can prepare levels that fall into one slot.
/// </summary>
internal static class LevelHash
{
    private static readonly ulong _seed = Draw();
    private static readonly ulong _factor = Draw();

    public static int Of(ReadOnlySpan<byte> level)
    {
        var hash = _seed ^ (ulong)level.Length;
        while (level.Length >= sizeof(ulong))
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(level));
            level = level[sizeof(ulong)..];
        }

        var tail = 0UL;
        foreach (var b in level) tail = (tail << 8) | b;
        return (int)Fold(hash ^ tail);
    }

    private static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value, _factor, out var low);
        return high ^ low;
    }

    private static ulong Draw() => MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
}
