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

    public int Add()
    {
        EnsureCount(Count + 1);
        return Count - 1;
    }
}
