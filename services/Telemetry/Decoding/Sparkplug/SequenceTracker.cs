namespace SmartSectors.Telemetry.Decoding.Sparkplug;

/// <summary>
/// The sequence numbers of one edge node, 0 to 255 and round (Sparkplug 3.0 §6.4.3): which one is missing. Numbers that
/// overtook it are remembered, so that a message that was merely late closes its gap.
/// </summary>
internal struct SequenceTracker
{
    private byte _next;
    private byte _newest;
    private ulong _ahead0, _ahead1, _ahead2, _ahead3; // a bit for each number that came before its turn

    /// <summary>True while a number is missing that others have overtaken.</summary>
    public readonly bool HasGap => (_ahead0 | _ahead1 | _ahead2 | _ahead3) != 0;

    /// <summary>Counts from the number after <paramref name="seq"/> on.</summary>
    public void Restart(byte seq) => this = new SequenceTracker { _next = (byte)(seq + 1), _newest = seq };

    /// <summary>What is missing is given up: counts on from the newest number.</summary>
    public void GiveUp() => Restart(_newest);

    public void Take(byte seq)
    {
        _newest = seq;
        if (seq != _next)
        {
            Word(seq) |= Bit(seq);
            return;
        }

        _next++;
        while ((Word(_next) & Bit(_next)) != 0)
        {
            Word(_next) &= ~Bit(_next);
            _next++;
        }
    }

    private static ulong Bit(byte seq) => 1UL << (seq & 63);

    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    private ref ulong Word(byte seq)
    {
        switch (seq >> 6)
        {
            case 0: return ref _ahead0;
            case 1: return ref _ahead1;
            case 2: return ref _ahead2;
            default: return ref _ahead3;
        }
    }
}
