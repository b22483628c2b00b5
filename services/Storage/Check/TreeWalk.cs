using System.Buffers.Binary;

namespace SmartSectors.Storage.Check;

/// <summary>
/// Looks for a blob in every row of a table's tree (sqlite.org/fileformat2.html, 1.6: b-tree pages, and cell payload
/// overflow pages). A page whose form is damaged is passed over: SQLite's own check names it.
/// </summary>
internal readonly ref struct TreeWalk(PagesOfFile pages, ReadOnlySpan<byte> blob)
{
    private const byte InteriorIndex = 2, InteriorTable = 5, LeafIndex = 10, LeafTable = 13;
    private const int LongestNeedle = 48, Deepest = 20, FileHeaderBytes = 100;

    private readonly ReadOnlySpan<byte> _blob = blob;

    public BlobPlace? Find(uint root) => _blob.IsEmpty || pages.PageBytes == 0 ? null : Find(root, Deepest);

    private BlobPlace? Find(uint number, int deeper)
    {
        if (deeper == 0 || pages.Read(number) is not { } page) return null;
        var head = number == 1 ? FileHeaderBytes : 0;
        var kind = page[head];
        if (kind is not (InteriorIndex or InteriorTable or LeafIndex or LeafTable)) return null;

        var isInterior = kind is InteriorIndex or InteriorTable;
        var cells = Math.Min(U16(page, head + 3), (uint)(pages.UsableBytes / 4));
        for (var i = 0; i < cells; i++)
        {
            var pointer = head + (isInterior ? 12 : 8) + (i * 2);
            if (pointer + 2 > page.Length || (int)U16(page, pointer) is var at && at + 4 > page.Length) return null;
            if (isInterior)
            {
                if (Find(U32(page, at), deeper - 1) is { } below) return below;
                at += 4;
            }

            // Interior pages of a table hold row ids alone.
            if (kind != InteriorTable && FindInCell(number, page, at, kind == LeafTable) is { } found) return found;
        }

        return isInterior ? Find(U32(page, head + 8), deeper - 1) : null;
    }

    private BlobPlace? FindInCell(uint number, byte[] page, int at, bool isTable)
    {
        var payload = ReadVarint(page, ref at);
        if (isTable) ReadVarint(page, ref at);
        if (payload < _blob.Length) return null;
        var local = LocalBytes(payload, isTable);
        if (at + local > page.Length) return null;

        var begin = page.AsSpan(at, local);
        var needle = _blob[..Math.Min(_blob.Length, LongestNeedle)];
        for (var from = 0; begin[from..].IndexOf(needle) is >= 0 and var found; from += found + 1)
        {
            var overflow = local < payload ? U32(page, at + local) : 0;
            if (Follow(begin[(from + found)..], overflow) is not { } further) continue;
            var (inWal, offset) = pages.PlaceOf(number);
            return new BlobPlace(inWal, offset + at + from + found, further);
        }

        return null;
    }

    // The pages that the blob goes on in, when it is the one that begins so; else null.
    private List<uint>? Follow(ReadOnlySpan<byte> begin, uint overflow)
    {
        var further = new List<uint>();
        var left = _blob;
        while (true)
        {
            var here = begin[..Math.Min(begin.Length, left.Length)];
            if (!left.StartsWith(here)) return null;
            left = left[here.Length..];
            if (left.IsEmpty) return further;
            if (overflow == 0 || further.Contains(overflow) || pages.Read(overflow) is not { } page) return null;
            further.Add(overflow);
            overflow = U32(page, 0);
            begin = page.AsSpan(4, pages.UsableBytes - 4);
        }
    }

    // What of a payload lies in its page: fileformat2.html, 1.6.
    private int LocalBytes(long payload, bool isTable)
    {
        var usable = pages.UsableBytes;
        var most = isTable ? usable - 35 : ((usable - 12) * 64 / 255) - 23;
        if (payload <= most) return (int)payload;
        var least = ((usable - 12) * 32 / 255) - 23;
        var local = least + (int)((payload - least) % (usable - 4));
        return local <= most ? local : least;
    }

    // Big-endian, seven bits a byte, the ninth whole.
    private static long ReadVarint(byte[] page, ref int at)
    {
        var value = 0L;
        for (var i = 0; i < 9 && at < page.Length; i++)
        {
            var next = page[at++];
            if (i == 8) return (value << 8) | next;
            value = (value << 7) | (uint)(next & 0x7F);
            if (next < 0x80) return value;
        }

        return value;
    }

    private static uint U16(byte[] page, int at) => BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(at));

    private static uint U32(byte[] page, int at) => at + 4 <= page.Length ? BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(at)) : 0;
}
