namespace SmartSectors.Telemetry.Decoding.Fields;

/// <summary>Which text of a message is unescaped; each kind has its own room, so that one does not overwrite another.</summary>
internal enum ScratchSlot { Device, Model, Name, Unit, Text }

/// <summary>
/// Room for texts that are not in the body as they are: escaped ones, and CBOR's in chunks. A thread decodes one message at
/// a time, so it has one.
/// </summary>
internal readonly ref struct Scratch
{
    [ThreadStatic]
    private static byte[]? t_buffer;

    // A name has 64 characters at most that matter; each may come as \uXXXX, six bytes.
    public const int SlotBytes = 64 * 6;

    private readonly Span<byte> _buffer;

    private Scratch(Span<byte> buffer) => _buffer = buffer;

    public static Scratch OfThread() => new(t_buffer ??= new byte[SlotBytes * ((int)ScratchSlot.Text + 1)]);

    public Span<byte> this[ScratchSlot slot] => _buffer.Slice((int)slot * SlotBytes, SlotBytes);
}
