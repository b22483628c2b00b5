using System.Collections.Concurrent;

namespace SmartSectors.Mqtt.Fuzz;

/// <summary>What a run did.</summary>
internal sealed class FuzzReport
{
    private readonly ConcurrentDictionary<string, long> _ends = new();
    private long _packets;
    private long _sessions;

    /// <summary>Whole packets that a server was sent that still listened.</summary>
    public long Packets => Volatile.Read(ref _packets);

    public long Sessions => Volatile.Read(ref _sessions);

    public long WitnessMessages { get; set; }

    /// <summary>The most that the heap had grown by, after a collection.</summary>
    public long PeakBytes { get; set; }

    /// <summary>How sessions ended, and how many.</summary>
    public IReadOnlyDictionary<string, long> Ends => _ends;

    public void Add(FuzzedSession session)
    {
        Interlocked.Add(ref _packets, session.Packets);
        Interlocked.Increment(ref _sessions);
        _ends.AddOrUpdate(session.End, 1, static (_, count) => count + 1);
    }

    public override string ToString() =>
        $"{Packets:N0} packets in {Sessions:N0} sessions, {WitnessMessages:N0} messages of the witnesses, heap grew by {PeakBytes / 1024:N0} KB\n"
        + string.Join('\n', _ends.OrderByDescending(end => end.Value).Select(end => $"  {end.Value,8:N0} {end.Key}"));
}
