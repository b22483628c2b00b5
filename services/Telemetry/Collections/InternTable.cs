using System.Numerics;
using System.Runtime.InteropServices;

namespace SmartSectors.Telemetry.Collections;

/// <summary>
/// Byte strings interned by hash and verified by their bytes, each with a number beside it. Readers take no lock; one
/// writer at a time adds (the caller's lock). About 24 bytes and the string's own length an entry.
/// </summary>
public sealed class InternTable
{
    private const int ChunkBytes = 1 << 16;
    private const int EntriesPerChunk = 1 << 12;

    private Shape _shape = new(new int[1024], [], []);
    private int _count;
    private int _used;

    private struct Entry
    {
        public int Chunk;
        public int Offset;
        public ushort Length;
        public uint Hash;
        public ulong Value;
    }

    /// <summary>What readers see: swapped whole when an array grows; slots hold entry numbers plus one.</summary>
    private sealed record Shape(int[] Slots, Entry[][] Entries, byte[][] Chunks);

    public int Count => _count;

    /// <summary>Finds the number of a string; <paramref name="entry"/> is for <see cref="Update"/>.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, out ulong value, out int entry)
    {
        var hash = Hash(key);
        var slots = Volatile.Read(ref _shape).Slots;
        var mask = slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            entry = Volatile.Read(ref slots[slot]) - 1;
            if (entry < 0)
            {
                value = 0;
                return false;
            }

            // Read after the slot: a shape that was read before it may lack the entry's chunk.
            var shape = Volatile.Read(ref _shape);
            ref var found = ref shape.Entries[entry / EntriesPerChunk][entry % EntriesPerChunk];
            if (found.Hash != hash || !key.SequenceEqual(shape.Chunks[found.Chunk].AsSpan(found.Offset, found.Length))) continue;
            value = Volatile.Read(ref found.Value);
            return true;
        }
    }

    /// <summary>The number of an entry.</summary>
    public ulong ValueOf(int entry) => Volatile.Read(ref _shape.Entries[entry / EntriesPerChunk][entry % EntriesPerChunk].Value);

    /// <summary>Changes the number of an entry; readers see the old or the new one.</summary>
    public void Update(int entry, ulong value) =>
        Volatile.Write(ref _shape.Entries[entry / EntriesPerChunk][entry % EntriesPerChunk].Value, value);

    /// <summary>Adds a string that is not there yet.</summary>
    public int Add(ReadOnlySpan<byte> key, ulong value)
    {
        var hash = Hash(key);
        var number = _count;
        var (chunk, offset) = Keep(key);
        if (number / EntriesPerChunk == _shape.Entries.Length)
            _shape = _shape with { Entries = [.. _shape.Entries, new Entry[EntriesPerChunk]] };
        _shape.Entries[number / EntriesPerChunk][number % EntriesPerChunk] =
            new Entry { Chunk = chunk, Offset = offset, Length = (ushort)key.Length, Hash = hash, Value = value };

        _count++;
        if (_count * 4L > _shape.Slots.Length * 3L) Rehash();
        else Place(_shape.Slots, hash, number);
        return number;
    }

    /// <summary>The string of an entry.</summary>
    public ReadOnlySpan<byte> Key(int entry)
    {
        var shape = Volatile.Read(ref _shape);
        ref readonly var found = ref shape.Entries[entry / EntriesPerChunk][entry % EntriesPerChunk];
        return shape.Chunks[found.Chunk].AsSpan(found.Offset, found.Length);
    }

    private (int Chunk, int Offset) Keep(ReadOnlySpan<byte> key)
    {
        // Without a chunk yet, even an empty string needs one to lie in.
        if (_shape.Chunks.Length == 0 || _used + key.Length > ChunkBytes)
        {
            _shape = _shape with { Chunks = [.. _shape.Chunks, new byte[Math.Max(ChunkBytes, key.Length)]] };
            _used = 0;
        }

        var offset = _used;
        key.CopyTo(_shape.Chunks[^1].AsSpan(offset));
        _used += key.Length;
        return (_shape.Chunks.Length - 1, offset);
    }

    private void Rehash()
    {
        var slots = new int[_shape.Slots.Length * 2];
        for (var i = 0; i < _count; i++) Place(slots, _shape.Entries[i / EntriesPerChunk][i % EntriesPerChunk].Hash, i);
        Volatile.Write(ref _shape, _shape with { Slots = slots });
    }

    private static void Place(int[] slots, uint hash, int entry)
    {
        var mask = slots.Length - 1;
        var slot = (int)hash & mask;
        while (slots[slot] != 0) slot = (slot + 1) & mask;
        Volatile.Write(ref slots[slot], entry + 1);
    }

    // Not durable, not adversarial: whoever may publish may name any topic, and a topic is at most 1 KB. Eight bytes a step.
    private static uint Hash(ReadOnlySpan<byte> key)
    {
        var hash = (ulong)key.Length * 0x9E3779B97F4A7C15;
        while (key.Length >= 8)
        {
            hash = (BitOperations.RotateLeft(hash, 5) ^ MemoryMarshal.Read<ulong>(key)) * 0x9E3779B97F4A7C15;
            key = key[8..];
        }

        var tail = 0UL;
        foreach (var b in key) tail = (tail << 8) | b;
        hash = (BitOperations.RotateLeft(hash, 5) ^ tail) * 0x9E3779B97F4A7C15;
        return (uint)(hash >> 32);
    }
}
