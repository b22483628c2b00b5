namespace SmartSectors.Mqtt;

/// <summary>
/// What the server sends to a client: whole packets out of one buffer that is filled from the stream, and that grows to
/// the longest packet met.
/// </summary>
/// <param name="stream">The transport's.</param>
/// <param name="initialBytes">The buffer's length at first; a simulator has one for each of its thousands of connections.</param>
/// <param name="maxPacketSizeBytes">
/// A longer PUBLISH is given cut, without its end, and the end is passed over; any other longer packet is malformed.
/// </param>
internal sealed class PacketInput(Stream stream, int initialBytes, int maxPacketSizeBytes)
{
    private byte[] _buffer = new byte[initialBytes];
    private int _start;
    private int _end;
    private long _toPassOver;

    /// <summary>Waits for more bytes. The server closing is a failure, as nothing ends a connection but the client.</summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length) Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, Math.Max(initialBytes, maxPacketSizeBytes)));
        var received = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        if (received == 0)
        {
            throw new MqttClientException(MqttClientFailure.ConnectionLost, "the MQTT server closed the connection");
        }

        _end += received;
    }

    /// <summary>False means that more bytes are needed. The body is valid until <see cref="FillAsync"/>.</summary>
    /// <param name="header">As it was sent: of a cut packet it says more than the body has.</param>
    /// <param name="body">All of it, or the beginning of a PUBLISH that is cut.</param>
    /// <param name="isCut">The packet was longer than what is taken.</param>
    public bool TryNext(out FixedHeader header, out ReadOnlySpan<byte> body, out bool isCut)
    {
        PassOver();
        var unread = _buffer.AsSpan(_start.._end);
        body = default;
        isCut = false;
        if (!FixedHeader.TryRead(unread, int.MaxValue, out header)) return false;

        isCut = header.PacketLength > maxPacketSizeBytes;
        if (isCut && header.Type is not PacketType.Publish) MalformedPacketException.Throw(MalformedReason.PacketTooLarge);
        var held = isCut ? maxPacketSizeBytes : header.PacketLength;
        if (held > unread.Length) return false;

        body = unread[header.Size..held];
        _start += held;
        _toPassOver = header.PacketLength - held;
        return true;
    }

    private void PassOver()
    {
        var passed = (int)Math.Min(_toPassOver, _end - _start);
        _start += passed;
        _toPassOver -= passed;
    }
}
