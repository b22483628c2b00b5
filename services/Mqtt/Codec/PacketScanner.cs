using System.Buffers;

namespace SmartSectors.Mqtt;

/// <summary>
/// Cuts the bytes of one socket read into whole packets. A packet that lies in one pipe segment is given as it lies
/// there; only one that straddles segments is copied, into scratch that goes back to its pool with the read.
/// </summary>
internal ref struct PacketScanner(in ReadOnlySequence<byte> buffer, int maxPacketSize)
{
    private ReadOnlySequence<byte> _rest = buffer;
    private ReadOnlySpan<byte> _segment = buffer.FirstSpan;
    private int _offset;
    private byte[]? _scratch;

    /// <summary>The end of the last packet given.</summary>
    public readonly SequencePosition Consumed => _rest.GetPosition(_offset);

    /// <summary>False means "need more bytes". <paramref name="body"/> is valid until the next call.</summary>
    public bool TryNext(out FixedHeader header, out ReadOnlySpan<byte> body)
    {
        var unread = _segment[_offset..];
        if (FixedHeader.TryRead(unread, maxPacketSize, out header) && header.PacketLength <= unread.Length)
        {
            body = unread.Slice(header.Size, header.RemainingLength);
            _offset += header.PacketLength;
            return true;
        }

        return TryNextAcrossSegments(out header, out body);
    }

    public void Dispose()
    {
        if (_scratch is null) return;
        ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = null;
    }

    private bool TryNextAcrossSegments(out FixedHeader header, out ReadOnlySpan<byte> body)
    {
        header = default;
        body = default;
        // At the end of a segment the rest may be one segment that nobody has looked into yet.
        var lookedInto = _offset < _segment.Length;
        StartAt(_rest.Slice(_offset));
        if (lookedInto && _rest.IsSingleSegment) return false;

        Span<byte> start = stackalloc byte[FixedHeader.MaxSize];
        var available = (int)Math.Min(start.Length, _rest.Length);
        _rest.Slice(0, available).CopyTo(start);
        if (!FixedHeader.TryRead(start[..available], maxPacketSize, out header)) return false;
        if (_rest.Length < header.PacketLength) return false;

        var packet = _rest.Slice(header.Size, header.RemainingLength);
        body = packet.IsSingleSegment ? packet.FirstSpan : CopyToScratch(packet);
        StartAt(_rest.Slice(header.PacketLength));
        return true;
    }

    private void StartAt(ReadOnlySequence<byte> rest)
    {
        _rest = rest;
        _segment = rest.FirstSpan;
        _offset = 0;
    }

    private ReadOnlySpan<byte> CopyToScratch(ReadOnlySequence<byte> packet)
    {
        var length = (int)packet.Length;
        if (_scratch is null || _scratch.Length < length)
        {
            Dispose();
            _scratch = ArrayPool<byte>.Shared.Rent(length);
        }

        packet.CopyTo(_scratch);
        return _scratch.AsSpan(0, length);
    }
}
