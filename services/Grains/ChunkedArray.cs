using System.Runtime.CompilerServices;

namespace SmartSectors.Grains;

/// <summary>
/// A growing array of structs that never copies what it has: chunks of 256. So a million grains grow without a moment in
/// which they are held twice, and a <c>ref</c> to an element stays good.
/// </summary>
internal sealed class ChunkedArray<T>
    where T : struct
{
    private const int ChunkBits = 8;
    private const int ChunkSize = 1 << ChunkBits;

    private T[][] _chunks = [];

    public int Count { get; private set; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];
    }

    /// <summary>Makes sure that elements up to <paramref name="count"/> exist; new ones are zero.</summary>
    public void EnsureCount(int count)
    {
        while (_chunks.Length << ChunkBits < count)
        {
            Array.Resize(ref _chunks, _chunks.Length + 1);
            _chunks[^1] = new T[ChunkSize];
        }

        Count = Math.Max(Count, count);
    }

    /// <summary>Forgets the last element; an empty chunk is given back, so that memory follows what is in use.</summary>
    public void RemoveLast()
    {
        this[Count - 1] = default;
        Count--;
        var needed = (Count + ChunkSize - 1) >> ChunkBits;
        // One chunk is kept in hand, or a count at a boundary would allocate again and again.
        if (_chunks.Length > needed + 1) Array.Resize(ref _chunks, needed + 1);
    }

    public int Add()
    {
        EnsureCount(Count + 1);
        return Count - 1;
    }
}
